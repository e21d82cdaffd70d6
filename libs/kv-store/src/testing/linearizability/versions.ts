import type { KvVersion } from '../../core/kv-store.js';

import type { Operation, SeenEntry } from './history.js';

/** The value that each version was seen with. */
export type ValuesOfVersions = ReadonlyMap<KvVersion, string>;

/** Two answers that give one version to two values. */
export type VersionConflict = readonly [Operation, Operation];

/** Reads what the answers on one key tell of versions, of which equal ones mean equal values. */
export function valuesOfVersions(operations: readonly Operation[]): ValuesOfVersions | VersionConflict {
  const values = new Map<KvVersion, string>();
  const witnesses = new Map<KvVersion, Operation>();
  for (const operation of operations) {
    const seen = seenIn(operation);
    if (!seen) continue;
    const witness = witnesses.get(seen.version);
    if (!witness) {
      values.set(seen.version, seen.value);
      witnesses.set(seen.version, operation);
    } else if (values.get(seen.version) !== seen.value) return [witness, operation];
  }
  return values;
}

/** The entry that an operation found or made, where its answer gives the version. */
export function seenIn(operation: Operation): SeenEntry | undefined {
  switch (operation.kind) {
    case 'getEntry':
      return operation.output;
    case 'create':
      return operation.output?.ok ? { value: operation.input, version: operation.output.version } : undefined;
    case 'replaceIf':
      return operation.output?.ok
        ? { value: operation.input.value, version: operation.output.version }
        : undefined;
    default:
      return undefined;
  }
}
