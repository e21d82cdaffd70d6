import type { KvVersion } from '../../core/kv-store.js';

import { isUnknown, type Operation } from './history.js';
import type { ValuesOfVersions } from './versions.js';

/**
 * What one key holds; undefined where nothing is stored. Most changes answer without the version that they made: then
 * it is undefined until an answer tells, and `not` lists those that it cannot be.
 */
export type State = Entry | undefined;

interface Entry {
  readonly value: string;
  readonly version: KvVersion | undefined;
  readonly not: readonly KvVersion[];
}

type Of<Kind extends Operation['kind']> = Extract<Operation, { readonly kind: Kind }>;

const impossible: readonly State[] = [];
const absent: readonly State[] = [undefined];

function entry(value: string, version?: KvVersion): Entry {
  return { value, version, not: [] };
}

/** A text that is equal for equal states. */
export function keyOf(state: State): string {
  return state ? JSON.stringify([state.value, state.version, state.not]) : '';
}

/**
 * What `state` may be after the operation, which was answered as it was; nothing where that answer cannot come of it.
 * An operation with an unknown outcome is taken to have made its change: where it has not, it is left out.
 */
export function step(state: State, operation: Operation, values: ValuesOfVersions): readonly State[] {
  const onlyIf = (holds: boolean): readonly State[] => (holds ? [state] : impossible);
  switch (operation.kind) {
    case 'get':
    case 'getMany':
      return onlyIf(operation.output === state?.value);
    case 'has':
      return onlyIf(operation.output === (state !== undefined));
    case 'getEntry':
      return getEntry(state, operation, values);
    case 'getOrSet':
      return getOrSet(state, operation);
    case 'set':
    case 'setMany':
      return [entry(operation.input)];
    case 'delete':
    case 'deleteMany':
      return absent;
    case 'create':
      return create(state, operation);
    case 'replaceIf': {
      const { input, output } = operation;
      if (output?.ok === false) return unlessVersion(state, input.version, values);
      return ifVersion(state, input.version, values, entry(input.value, output?.version));
    }
    case 'deleteIf':
      return operation.output === false
        ? unlessVersion(state, operation.input, values)
        : ifVersion(state, operation.input, values, undefined);
    case 'update':
      return update(state, operation);
    case 'take':
      if (!isUnknown(operation) && operation.output === undefined) return onlyIf(state === undefined);
      return state && (isUnknown(operation) || operation.output === state.value) ? absent : impossible;
    case 'increment': {
      const sum = countOf(state) + operation.input;
      const adds = isUnknown(operation) ? !Number.isNaN(sum) : operation.output === sum;
      return adds ? [entry(String(sum))] : impossible;
    }
    case 'touch':
      if (operation.output === false) return onlyIf(state === undefined);
      // It may give the entry another version, or leave it the one that it has.
      return state ? [entry(state.value)] : impossible;
  }
}

/** Whether the answer says that the operation has changed nothing, in whatever state it came. */
export function changesNothing(operation: Operation): boolean {
  if (isUnknown(operation)) return false;
  switch (operation.kind) {
    case 'get':
    case 'getMany':
    case 'getEntry':
    case 'has':
      return true;
    case 'getOrSet':
      return operation.input.loaded !== operation.output || operation.input.overtaken === 'surely';
    case 'create':
    case 'replaceIf':
      return operation.output?.ok === false;
    case 'deleteIf':
    case 'touch':
      return operation.output === false;
    case 'take':
      return operation.output === undefined;
    case 'update':
      return operation.input.current === undefined && operation.input.next === undefined;
    default:
      return false;
  }
}

/** NaN where what is stored is no count. */
function countOf(state: State): number {
  if (!state) return 0;
  return /^(0|-?[1-9]\d*)$/.test(state.value) ? Number(state.value) : NaN;
}

function getEntry(state: State, { output }: Of<'getEntry'>, values: ValuesOfVersions): readonly State[] {
  if (!state || !output) return state === output ? absent : impossible;
  if (state.value !== output.value) return impossible;
  const next = state.version === undefined ? entry(output.value, output.version) : state;
  return ifVersion(state, output.version, values, next);
}

function getOrSet(state: State, operation: Of<'getOrSet'>): readonly State[] {
  const { input, output } = operation;
  if (isUnknown(operation)) {
    return !state && input.loaded !== undefined && input.overtaken !== 'surely'
      ? [entry(input.loaded)]
      : impossible;
  }
  // What a shared load gives may have been true for its caller before this one came.
  const found = state?.value === output || (input.loaded === undefined && input.shared);
  if (input.overtaken === 'surely' && input.loaded !== undefined) {
    return input.loaded === output ? [state] : impossible;
  }
  if (output === undefined || input.loaded !== output) return found ? [state] : impossible;
  if (input.overtaken === 'maybe') return state ? [state] : [entry(output), undefined];
  return state ? impossible : [entry(output)];
}

function create(state: State, { input, output }: Of<'create'>): readonly State[] {
  if (output?.ok === false) return state ? [state] : impossible;
  return state ? impossible : [entry(input, output?.version)];
}

function update(state: State, operation: Of<'update'>): readonly State[] {
  const { current, next } = operation.input;
  if (state?.value !== current) return impossible;
  if (!isUnknown(operation) && operation.output !== next) return impossible;
  return next === undefined ? absent : [entry(next)];
}

function ifVersion(
  state: State,
  version: KvVersion,
  values: ValuesOfVersions,
  next: State,
): readonly State[] {
  return hasVersion(state, version, values) === 'no' ? impossible : [next];
}

/** The condition has not held: a version that is not known yet is another one. */
function unlessVersion(state: State, version: KvVersion, values: ValuesOfVersions): readonly State[] {
  const has = hasVersion(state, version, values);
  if (has === 'yes') return impossible;
  if (has === 'no' || !state) return [state];
  return [{ ...state, not: [...state.not, version].sort() }];
}

/**
 * A version that is not known yet may be any that was seen with this value: also one that was seen before the last
 * change, for it may be made of the content.
 */
function hasVersion(state: State, version: KvVersion, values: ValuesOfVersions): 'yes' | 'no' | 'maybe' {
  if (!state) return 'no';
  if (state.version !== undefined) return state.version === version ? 'yes' : 'no';
  if (state.not.includes(version)) return 'no';
  return (values.get(version) ?? state.value) === state.value ? 'maybe' : 'no';
}
