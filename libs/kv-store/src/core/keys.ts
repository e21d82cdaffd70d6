import type { KvLimits } from './kv-driver.js';
import { invalid, KvFault, typeName } from './kv-fault.js';

/** Ends the name of a namespace in a key as the back end knows it. */
export const separator = ':';

/** Refuses what no driver could keep as a key. `prefix` is the namespace's. */
export function checkKey(key: unknown, prefix: string, limits: KvLimits): asserts key is string {
  if (typeof key !== 'string') throw invalid(`the key must be a string, not ${typeName(key)}.`);
  if (key === '') throw invalid('the key is empty. Keys have at least one character.');
  if (!key.isWellFormed()) {
    throw invalid('the key holds a lone surrogate, so it is not well-formed Unicode and has no UTF-8.');
  }
  // No character takes more than three bytes; of nearly all keys that is enough to know.
  if ((key.length + prefix.length) * 3 <= limits.keyBytes) return;
  const bytes = Buffer.byteLength(key) + Buffer.byteLength(prefix);
  if (bytes > limits.keyBytes) {
    throw new KvFault(
      'TOO_LARGE',
      `the key has ${String(bytes)} bytes with its namespace; this driver holds keys of up to ${String(limits.keyBytes)}. ` +
        'Shorten it, or use a hash of it.',
    );
  }
}

/** Refuses an entry that the back end would refuse. `key` carries its namespace. */
export function checkSize(key: string, valueBytes: number, limits: KvLimits): void {
  const bytes = Buffer.byteLength(key) + valueBytes;
  if (bytes > limits.entryBytes) {
    throw new KvFault(
      'TOO_LARGE',
      `key and value have ${String(bytes)} bytes; this driver holds entries of up to ${String(limits.entryBytes)}. ` +
        'Split or compress the value, or keep it elsewhere and store where.',
    );
  }
}

/** Why `name` cannot name a namespace, if it cannot. */
export function namespaceProblem(name: unknown): KvFault | undefined {
  if (typeof name !== 'string')
    return invalid(`the name of a namespace must be a string, not ${typeName(name)}.`);
  if (name !== '' && !name.includes(separator) && name.isWellFormed()) return undefined;
  return invalid(
    `the name of a namespace must be well-formed, not empty and without '${separator}', which ends it. ` +
      'To nest namespaces, call namespace() on one.',
  );
}
