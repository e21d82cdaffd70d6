import { KvBatchError, KvError } from '../../core/kv-error.js';

/** What came of a call, as it can be compared. */
export type Came = { readonly gave: unknown } | Failed | { readonly threw: unknown };

interface Failed {
  readonly code: string;
  /** By key, of a call on many. */
  readonly failures?: readonly (readonly [string | undefined, string])[];
}

/** Waits for the answer of a store. */
export async function whatCameOf(call: Promise<unknown>): Promise<Came> {
  try {
    return { gave: await call };
  } catch (error) {
    if (!(error instanceof KvError)) return { threw: error };
    if (!(error instanceof KvBatchError)) return { code: error.code };
    return { code: error.code, failures: error.failures.map(({ key, code }) => [key, code]) };
  }
}

/** What the model says should have come. */
export function whatShouldCome(work: () => unknown): Came {
  try {
    return { gave: work() };
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal.failed;
    if (refusal instanceof Rethrown) return { threw: refusal.thrown };
    throw refusal;
  }
}

class Refusal {
  constructor(readonly failed: Failed) {}
}

class Rethrown {
  constructor(readonly thrown: unknown) {}
}

/** The call should fail so. */
export function refuse(code: string, failures?: Failed['failures']): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- no error: an outcome of the model
  throw new Refusal(failures ? { code, failures } : { code });
}

/** The call should reject with what the caller's own function threw. */
export function rethrow(thrown: unknown): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- no error: an outcome of the model
  throw new Rethrown(thrown);
}

/** The version in an answer, which only the store can choose. */
export function versionIn(came: Came): string {
  const { version } = ('gave' in came ? (came.gave ?? {}) : {}) as { version?: unknown };
  return typeof version === 'string' ? version : 'a-version';
}
