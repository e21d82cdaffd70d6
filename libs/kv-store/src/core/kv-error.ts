/** Stable names for what can go wrong. docs/guides/errors.md says what to do about each. */
export type KvErrorCode =
  | 'NOT_FOUND'
  | 'INVALID_ARGUMENT'
  | 'TOO_LARGE'
  | 'UNSUPPORTED'
  | 'UNAVAILABLE'
  | 'THROTTLED'
  | 'EXHAUSTED'
  | 'PERMISSION_DENIED'
  | 'TIMEOUT'
  | 'ABORTED'
  | 'CONFLICT'
  | 'CORRUPT'
  | 'CLOSED'
  | 'UNKNOWN';

/** What is kept of a back end's own error. Its message is not: it may quote keys and values. */
export interface KvErrorCause {
  /** Its class, such as `ProvisionedThroughputExceededException`. */
  readonly name: string;
  /** Its code, such as `ECONNREFUSED`. */
  readonly code?: string;
  /** The HTTP status of the answer. */
  readonly status?: number;
  /** What the back end calls the request, for its support. */
  readonly requestId?: string;
}

/** A failure before anyone knows for whom it is reported: what `KvError` says, without the call. */
export interface KvFailure {
  /** What went wrong. */
  readonly code: KvErrorCode;
  /** A sentence or two: what happened, and what to do next. No key, value or credential. Default: one per code. */
  readonly message?: string;
  /** Whether the same call may succeed later with nothing changed. Default: by code. */
  readonly retryable?: boolean;
  /**
   * Of a change: `'unknown'` where it may or may not have been made, `'none'` where it certainly was not, as when no
   * connection was made. Default: unknown for `UNAVAILABLE`, `TIMEOUT`, `ABORTED` and `UNKNOWN`.
   */
  readonly outcome?: 'unknown' | 'none';
  /** What is kept of the client's own error. */
  readonly cause?: KvErrorCause;
  /** Where in the value it is, as `.address.lines[2]`. Kept apart from the message, for it may hold data. */
  readonly place?: string | undefined;
}

/** The call that failed. */
export interface KvErrorContext {
  /** The call, such as `get`. */
  readonly operation: string;
  /** The store's name. */
  readonly store: string;
  /** The driver's name. */
  readonly driver: string;
  /** As the caller names it, of a call on one key. */
  readonly key?: string | undefined;
  /** Where the back end is, for messages: `table kv, region eu-west-1`. */
  readonly where?: string | undefined;
}

const retryableCodes: ReadonlySet<KvErrorCode> = new Set(['UNAVAILABLE', 'THROTTLED', 'TIMEOUT', 'CONFLICT']);

const sentences: Record<KvErrorCode, string> = {
  NOT_FOUND: 'nothing is stored under the key.',
  INVALID_ARGUMENT: 'an argument is not valid.',
  TOO_LARGE: 'the entry is larger than the back end can hold.',
  UNSUPPORTED: 'the driver cannot do this.',
  UNAVAILABLE: 'the back end could not be reached or could not answer. Check that it is up, then try again.',
  THROTTLED: 'the back end refused the load. Try again later, or raise its capacity.',
  EXHAUSTED: 'the back end has no room left.',
  PERMISSION_DENIED: 'the back end refused the credentials or the operation. Check credentials and policy.',
  TIMEOUT: 'no answer before the deadline.',
  ABORTED: 'the caller aborted the call.',
  CONFLICT: 'other writers kept changing the entry.',
  CORRUPT: 'what is stored cannot be read as the value that was asked for.',
  CLOSED: 'the store is closed.',
  UNKNOWN: 'the back end failed in a way that this driver does not know.',
};

/**
 * Every failure of a store. Branch on `code`; `retryable` says whether the same call may succeed later;
 * `outcome: 'unknown'` says that a change may or may not have been made.
 *
 * What its getters give is kept apart from its properties, so that nothing which prints or copies those, be they
 * enumerable or not, prints a key by accident, or the message twice.
 */
export class KvError extends Error {
  /** What went wrong: branch on this. */
  readonly code: KvErrorCode;
  /** The call that failed, such as `get`. */
  readonly operation: string;
  /** The name of the store. */
  readonly store: string;
  /** The name of the driver. */
  readonly driver: string;
  /** Whether the same call may succeed later with nothing changed. */
  readonly retryable: boolean;
  /** There only where a change may or may not have been made. */
  declare readonly outcome?: 'unknown';
  /** What is kept of the client's own error, where there was one. */
  declare readonly cause?: KvErrorCause;
  readonly #reason: string;
  readonly #key: string | undefined;
  readonly #place: string | undefined;

  constructor(failure: KvFailure, context: KvErrorContext) {
    const { operation, store, driver, key, where } = context;
    const sentence = failure.message ?? sentences[failure.code];
    super(
      `${operation} on store '${store}' (${where ? `${driver}: ${where}` : driver}) failed with ${failure.code}: ${sentence}`,
      failure.cause && { cause: failure.cause },
    );
    this.code = failure.code;
    this.operation = operation;
    this.store = store;
    this.driver = driver;
    this.retryable = isRetryable(failure);
    if (failure.outcome === 'unknown') this.outcome = failure.outcome;
    this.#reason = sentence;
    this.#key = key;
    this.#place = failure.place;
  }

  /** The sentence of `message` alone: what happened and what to do, without the call, the store and the code. */
  get reason(): string {
    return this.#reason;
  }

  /** The key of a call on one key, as the caller names it, without the namespace. */
  get key(): string | undefined {
    return this.#key;
  }

  /** Where a value does not fit its schema, or JSON: `.address.lines[2]`. Names of properties may be data. */
  get place(): string | undefined {
    return this.#place;
  }
}
// On the prototype, so that printing or serialising an error does not repeat its name as a field.
KvError.prototype.name = 'KvError';

/**
 * Some keys of a `getMany`, `setMany` or `deleteMany` failed: one `KvError` for each in `failures`, which is
 * no property of its own. Every key that is not named there succeeded. `code` is the failures' own where they agree,
 * else `UNKNOWN`; `retryable` is true when every failure is.
 */
export class KvBatchError extends KvError {
  readonly #failures: readonly KvError[];

  constructor(failures: readonly KvError[], size: number, context: KvErrorContext) {
    const counts = new Map<KvErrorCode, number>();
    for (const { code } of failures) counts.set(code, (counts.get(code) ?? 0) + 1);
    const [first, second] = counts.keys();
    const listed = [...counts].map(([code, count]) => `${code} ${String(count)}`).join(', ');
    super(
      {
        code: first === undefined || second !== undefined ? 'UNKNOWN' : first,
        message:
          `${String(failures.length)} of ${String(size)} keys failed (${listed}); the others succeeded. ` +
          `See 'failures' on this error for each. The first: ${failures[0]?.message ?? ''}`,
        retryable: failures.every((failure) => failure.retryable),
        ...(failures.some((failure) => failure.outcome) && { outcome: 'unknown' as const }),
      },
      context,
    );
    this.#failures = failures;
  }

  /** One for each key that failed; all other keys of the call succeeded. */
  get failures(): readonly KvError[] {
    return this.#failures;
  }
}
KvBatchError.prototype.name = 'KvBatchError';

/** Whether a failure may pass by itself: what it says of itself, else what is usual for its code. */
function isRetryable(failure: KvFailure): boolean {
  return failure.retryable ?? retryableCodes.has(failure.code);
}

/** The harmless part of a client's own error: no message, for it may quote what was sent. */
export function describeCause(error: unknown): KvErrorCause {
  const code = partOf(error, 'code');
  const status = partOf(error, 'status');
  return {
    name: nameOf(error),
    ...(isPlain(code) && { code }),
    ...(typeof status === 'number' && { status }),
  };
}

/**
 * An error's name; of what else was thrown, which may be a value with a name of its own, the type. Not by `instanceof`,
 * which fails for errors from another realm, as in jest or `node:vm`.
 */
export function nameOf(error: unknown): string {
  if (typeof partOf(error, 'stack') !== 'string') return typeof error;
  const name = partOf(error, 'name');
  return isPlain(name) ? name : 'Error';
}

/** The class of what a caller's own code threw. Its name may be anything there, a value as well. */
export function classOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  try {
    const { constructor } = (Object.getPrototypeOf(error) ?? {}) as { constructor?: unknown };
    const name = partOf(constructor, 'name');
    return isPlain(name) ? name : 'object';
  } catch {
    return 'object';
  }
}

/** `instanceof` asks the object, and what was thrown may be one that throws when it is asked. */
export function isA<T>(error: unknown, type: new (...args: never[]) => T): error is T {
  try {
    return error instanceof type;
  } catch {
    return false;
  }
}

/** Anything may have been thrown, also what throws when it is looked at. */
function partOf(error: unknown, part: string): unknown {
  try {
    return (error as Record<string, unknown> | null | undefined)?.[part];
  } catch {
    return undefined;
  }
}

/** What names and codes of errors are made of. What else is in their place may be a value, or a URL with a password. */
function isPlain(text: unknown): text is string {
  return typeof text === 'string' && /^\w[\w.$-]{0,63}$/.test(text);
}
