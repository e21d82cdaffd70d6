import type { KvVersion } from 'nestjs-kv-store';

import { isUnknown, type Operation } from '../../libs/kv-store/src/testing/linearizability/history.js';
import { promisedBefore } from '../../libs/kv-store/src/testing/linearizability/order.js';

/** An entry with the version that it really has, for once not what is known of it. */
type Concrete = { readonly value: string; readonly version: KvVersion } | undefined;

/**
 * Tries every order of the operations on one key, every choice of those with an unknown outcome, and every version
 * that each change could have made. For a handful of operations, to compare the checker with.
 */
export function isLinearizable(operations: readonly Operation[]): boolean {
  const seen = operations.flatMap(entriesSeen);
  if (seen.some((a) => seen.some((b) => a.version === b.version && a.value !== b.value))) return false;
  const versions = new Set([
    'never seen',
    ...seen.map(({ version }) => version),
    ...operations.flatMap(expected),
  ]);
  /** The states in which an entry of this value may be. */
  const anyOf = (value: string): Concrete[] =>
    [...versions]
      .filter((version) => !seen.some((entry) => entry.version === version && entry.value !== value))
      .map((version) => ({ value, version }));
  const before = precedence(operations);
  const explains = (rest: readonly Operation[], state: Concrete): boolean =>
    rest.length === 0 ||
    rest.some((first) => {
      if (rest.some((other) => before(other, first))) return false;
      const others = rest.filter((other) => other !== first);
      return after(state, first, anyOf).some((next) => explains(others, next));
    });
  return choices(operations).some((chosen) => explains(chosen, undefined));
}

function after(state: Concrete, operation: Operation, anyOf: (value: string) => Concrete[]): Concrete[] {
  const unknown = isUnknown(operation);
  const when = (holds: boolean, next: Concrete[]) => (holds ? next : []);
  switch (operation.kind) {
    case 'get':
    case 'getMany':
      return when(state?.value === operation.output, [state]);
    case 'has':
      return when((state !== undefined) === operation.output, [state]);
    case 'getEntry': {
      const { output } = operation;
      return when(state?.value === output?.value && state?.version === output?.version, [state]);
    }
    case 'set':
    case 'setMany':
      return anyOf(operation.input);
    case 'delete':
    case 'deleteMany':
      return [undefined];
    case 'create': {
      const { input, output } = operation;
      if (!unknown && !output?.ok) return when(state !== undefined, [state]);
      return when(
        state === undefined,
        output?.ok ? [{ value: input, version: output.version }] : anyOf(input),
      );
    }
    case 'replaceIf': {
      const { input, output } = operation;
      const holds = state?.version === input.version;
      if (!unknown && !output?.ok) return when(!holds, [state]);
      const made = output?.ok ? [{ value: input.value, version: output.version }] : anyOf(input.value);
      return when(holds, made);
    }
    case 'deleteIf': {
      const holds = state?.version === operation.input;
      return !unknown && operation.output === false ? when(!holds, [state]) : when(holds, [undefined]);
    }
    case 'update': {
      const { current, next } = operation.input;
      const holds = state?.value === current && (unknown || operation.output === next);
      return when(holds, next === undefined ? [undefined] : anyOf(next));
    }
    case 'take':
      return when(unknown || state?.value === operation.output, [undefined]);
    case 'increment': {
      const sum = Number(state ? state.value : '0') + operation.input;
      return when(unknown ? Number.isInteger(sum) : sum === operation.output, anyOf(String(sum)));
    }
    case 'touch':
      if (!unknown && operation.output === false) return when(!state, [state]);
      return state ? anyOf(state.value) : [];
    case 'getOrSet':
      throw new Error('getOrSet is not compared.');
  }
}

function entriesSeen(operation: Operation): { value: string; version: KvVersion }[] {
  if (operation.kind === 'getEntry' && operation.output) return [operation.output];
  if (operation.kind === 'create' && operation.output?.ok)
    return [{ value: operation.input, version: operation.output.version }];
  if (operation.kind === 'replaceIf' && operation.output?.ok)
    return [{ value: operation.input.value, version: operation.output.version }];
  return [];
}

function expected(operation: Operation): KvVersion[] {
  if (operation.kind === 'replaceIf') return [operation.input.version];
  return operation.kind === 'deleteIf' ? [operation.input] : [];
}

/** Whether one operation must come before another. */
function precedence(operations: readonly Operation[]): (earlier: Operation, later: Operation) => boolean {
  const promised = promisedBefore(operations);
  return (earlier, later) =>
    earlier.return < later.call ||
    (promised[operations.indexOf(later)] ?? []).includes(operations.indexOf(earlier));
}

/** With and without each of those with an unknown outcome. */
function choices(operations: readonly Operation[]): Operation[][] {
  return operations.reduce<Operation[][]>(
    (lists, operation) => [
      ...lists.map((list) => [...list, operation]),
      ...(isUnknown(operation) ? lists : []),
    ],
    [[]],
  );
}
