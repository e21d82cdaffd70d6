import { types } from 'node:util';

import { bytes, type KvTextCodec, type OpenKvStore, text } from 'nestjs-kv-store';

import type { Recording } from './recording.js';

type Method = (...args: unknown[]) => unknown;

/** Before each value, on its way in. */
export const mark = 'MARKED-VALUE-';
const markBytes = Buffer.from(mark);
/** What is as large as a back end takes has no room for a mark. */
const longest = 10_000;

/**
 * The store with marked values, which its callers do not see: what goes in is marked, and what comes out is as it went
 * in. Keys stay as they are, and are noted, since they have an order and a length. All that calls come to is recorded.
 */
export function markedStore(store: OpenKvStore, recording: Recording): OpenKvStore {
  recording.note(mark);
  return view(store, recording, true);
}

/** @param isPlain Whether its values are text or bytes: those of other codecs are noted as they are. */
function view<S extends object>(store: S, recording: Recording, isPlain: boolean): S {
  return new Proxy(store, {
    get(target, name) {
      const member = Reflect.get(target, name, target) as unknown;
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        noteAll(args, recording);
        recording.calls += 1;
        const given = markedArguments(String(name), args, isPlain);
        const result = recorded(() => Reflect.apply(member as Method, target, given), recording);
        if (name === 'namespace') return view(result as S, recording, isPlain);
        if (name === 'as') return view(result as S, recording, args[0] === text || args[0] === bytes);
        if (name === 'healthCheck') return healthOf(result as Promise<unknown>, recording);
        return answer(result, recording);
      };
    },
  });
}

function recorded<R>(work: () => R, recording: Recording): R {
  try {
    return work();
  } catch (error) {
    recording.addError(error);
    throw error;
  }
}

/** Strings and names, wherever they are in the arguments. */
function noteAll(args: unknown, recording: Recording, seen = new Set<unknown>()): void {
  if (typeof args === 'string') recording.note(args);
  if (typeof args !== 'object' || args === null || seen.has(args)) return;
  seen.add(args);
  const isPlain = Array.isArray(args) || Object.getPrototypeOf(args) === Object.prototype;
  if (!isPlain) return;
  for (const [name, value] of Object.entries(args)) {
    recording.note(name);
    noteAll(value, recording, seen);
  }
}

/** With what is a value among them marked; where a codec makes it of something else, it is the codec that does it. */
function markedArguments(method: string, args: unknown[], isPlain: boolean): unknown[] {
  if (method === 'as') return args.map(markedCodec);
  return isPlain ? marked(method, args) : args;
}

function markedCodec(codec: unknown): unknown {
  const { kind, encode, decode } = (codec ?? {}) as Partial<KvTextCodec<unknown>>;
  const isCodec = ['text', 'bytes'].includes(String(kind)) && encode && decode;
  if (!isCodec || codec === text || codec === bytes) return codec;
  return {
    kind,
    encode: (value: unknown) => withMark(encode.call(codec, value)),
    decode: (stored: unknown) => decode.call(codec, withoutMark(stored) as string),
  };
}

function marked(method: string, args: unknown[]): unknown[] {
  const [first, second, ...others] = args;
  switch (method) {
    case 'set':
    case 'create':
    case 'replaceIf':
      return args.length < 2 ? args : [first, withMark(second), ...others];
    case 'setMany':
      return Array.isArray(first) ? [first.map(markedPair), ...args.slice(1)] : args;
    case 'getOrSet':
      return typeof second === 'function'
        ? [first, () => markedLater((second as Method)()), ...others]
        : args;
    case 'update':
      return typeof second === 'function'
        ? [first, (now: unknown) => markedLater((second as Method)(withoutMark(now))), ...others]
        : args;
    default:
      return args;
  }
}

function markedPair(pair: unknown): unknown {
  if (!Array.isArray(pair) || pair.length < 2) return pair;
  return [pair[0] as unknown, withMark(pair[1]), ...(pair.slice(2) as unknown[])];
}

function markedLater(result: unknown): unknown {
  return types.isPromise(result) ? result.then(withMark) : withMark(result);
}

/** Counters, and what others read as JSON, have to stay what they are. */
function withMark(value: unknown): unknown {
  if (typeof value === 'string') return value.length > longest || isJson(value) ? value : mark + value;
  if (types.isUint8Array(value) && value.length <= longest) {
    return isJson(Buffer.from(value).toString()) ? value : Buffer.concat([markBytes, value]);
  }
  return value;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Of a value, an entry, or several of them. */
function withoutMark(result: unknown): unknown {
  if (typeof result === 'string') return result.startsWith(mark) ? result.slice(mark.length) : result;
  if (types.isUint8Array(result)) {
    return markBytes.equals(result.subarray(0, mark.length)) ? result.slice(mark.length) : result;
  }
  if (Array.isArray(result)) return result.map(withoutMark);
  if (typeof result !== 'object' || result === null) return result;
  if ('entries' in result) return { ...result, entries: withoutMark(result.entries) };
  return 'value' in result ? { ...result, value: withoutMark(result.value) } : result;
}

function answer(result: unknown, recording: Recording): unknown {
  if (types.isPromise(result)) {
    return result.then(withoutMark, (error: unknown) => {
      recording.addError(error);
      throw error;
    });
  }
  if (typeof result === 'object' && result !== null && Symbol.asyncIterator in result) {
    return { [Symbol.asyncIterator]: () => walk(result as AsyncIterable<unknown>, recording) };
  }
  return result;
}

async function* walk(items: AsyncIterable<unknown>, recording: Recording): AsyncGenerator<unknown, void> {
  try {
    for await (const item of items) yield withoutMark(item);
  } catch (error) {
    recording.addError(error);
    throw error;
  }
}

async function healthOf(health: Promise<unknown>, recording: Recording): Promise<unknown> {
  const answered = await (answer(health, recording) as Promise<unknown>);
  recording.add('health', JSON.stringify(answered));
  return answered;
}
