import type {
  Call,
  Loading,
  Operation,
  Timing,
} from '../../libs/kv-store/src/testing/linearizability/history.js';

// Short names for what histories written by hand are made of.

/** `what`, called at one moment and answered at another; at Infinity nobody knows whether it was done. */
export function op(call: number, returned: number, what: Call, where: Partial<Timing> = {}): Operation {
  return { key: 'k', process: 'p', sequence: call, call, return: returned, ...where, ...what };
}

/** One after the other. */
export function inTurn(...calls: Call[]): Operation[] {
  return calls.map((call, index) => op(10 * index, 10 * index + 5, call));
}

export const get = (output?: string): Call => ({ kind: 'get', output });
export const set = (input: string): Call => ({ kind: 'set', input });
export const remove: Call = { kind: 'delete' };
export const seen = (value: string, version: string): Call => ({
  kind: 'getEntry',
  output: { value, version },
});
const loading = (more: Partial<Loading>): Loading => ({
  loaded: undefined,
  overtaken: 'no',
  shared: false,
  ...more,
});
export const getOrSet = (output: string, more: Partial<Loading> = {}): Call => ({
  kind: 'getOrSet',
  input: loading(more),
  output,
});
export const replaceIf = (value: string, version: string, made?: string): Call => ({
  kind: 'replaceIf',
  input: { value, version },
  output: made === undefined ? { ok: false } : { ok: true, version: made },
});
export const update = (current: string | undefined, next: string | undefined): Call => ({
  kind: 'update',
  input: { current, next },
  output: next,
});
export const increment = (input: number, output: number): Call => ({ kind: 'increment', input, output });
export const touch = (output: boolean): Call => ({ kind: 'touch', output });

/** An answer that also tells the version. */
export const created = (input: string, version: string): Call => ({
  kind: 'create',
  input,
  output: { ok: true, version },
});
export const notCreated = (input: string): Call => ({ kind: 'create', input, output: { ok: false } });
export const deleteIf = (input: string, output: boolean): Call => ({ kind: 'deleteIf', input, output });
export const take = (output?: string): Call => ({ kind: 'take', output });
export const has = (output: boolean): Call => ({ kind: 'has', output });
