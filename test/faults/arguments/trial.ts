import { inspect, types } from 'node:util';

import fc from 'fast-check';
import { KvBatchError, KvError, type KvErrorCode, KvFault, type KvStore } from 'nestjs-kv-store';

import type { Method } from './methods.js';
import { mark, type Material, type Specimen } from './specimen.js';
import { expectSame, pictureOf } from './watch.js';

export class Call {
  constructor(
    readonly name: string,
    readonly method: Method,
    readonly args: readonly Specimen[],
  ) {}

  toString(): string {
    return `${this.name}(${this.args.map(({ name }) => name).join('; ')})`;
  }

  /** For what fast-check prints. */
  [fc.toStringMethod](): string {
    return this.toString();
  }
}

export type Outcome = 'ok' | 'thrown' | KvErrorCode;

/** What a caller may be told of his arguments; what is none of these is a fault of the store. */
const refusals: ReadonlySet<KvErrorCode> = new Set([
  'NOT_FOUND',
  'INVALID_ARGUMENT',
  'TOO_LARGE',
  'UNSUPPORTED',
  'TIMEOUT',
  'ABORTED',
  'CONFLICT',
  'CORRUPT',
]);

/** Makes the call, and says what came of it; throws where that is nothing that a caller can expect. */
export async function outcomeOf(call: Call, kv: KvStore, material: Material): Promise<Outcome> {
  const args = call.args.map((arg) => arg.make(material));
  const pictures = args.map((arg) => (isStill(arg) ? pictureOf(arg) : undefined));
  try {
    await begun(call, kv, args);
    return 'ok';
  } catch (error) {
    if (material.thrown.has(error)) return 'thrown';
    if (!types.isProxy(error) && error instanceof KvFault)
      throw new Error('A KvFault reached the caller.', { cause: error });
    return codeOf(error);
  } finally {
    args.forEach((arg, index) => {
      if (pictures[index]) expectSame(arg as object, pictures[index]);
    });
  }
}

/** Of a method that throws at once: the promise that it should have given. */
function begun({ name, method }: Call, kv: KvStore, args: unknown[]): unknown {
  try {
    return method.call(kv, args);
  } catch (error) {
    throw new SyncThrow(name, error);
  }
}

class SyncThrow extends Error {
  constructor(method: string, error: unknown) {
    super(`${method} threw at once: ${error instanceof Error ? (error.stack ?? '') : typeof error}`);
  }
}

/** Of a refusal that says nothing of the argument; throws where it is none. */
export function codeOf(error: unknown): KvErrorCode {
  if (types.isProxy(error) || !(error instanceof KvError || error instanceof KvFault)) {
    const what = types.isNativeError(error) ? error.stack : `what is no error: ${typeof error}`;
    throw new Error(`The call ended in ${String(what)}`);
  }
  const parts = error instanceof KvBatchError ? error.failures.map(codeOf) : [];
  // Of failures that do not agree, as where a batch with a bad entry ran out of time, it is no code of theirs.
  const isMixed = error.code === 'UNKNOWN' && new Set(parts).size > 1;
  if (!isMixed && !refusals.has(error.code)) throw new Error(`The call ended in ${inspect(error)}`);
  const told = [error.message, String(error), inspect(error), JSON.stringify(error)].join('\n');
  if (told.includes(mark)) throw new Error(`An argument is told in: ${told}`);
  if (error.message.length > 2_000) throw new Error(`A message has ${error.message.length} characters.`);
  return parts[0] ?? error.code;
}

/** Whether it can be looked at without waking it. */
function isStill(arg: unknown): arg is object {
  return typeof arg === 'object' && arg !== null && !types.isProxy(arg) && !ArrayBuffer.isView(arg);
}
