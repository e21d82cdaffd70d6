import type { KvBatchError, KvError } from '../../core/kv-error.js';
import type { KvCallOptions } from '../../core/kv-store.js';

import type { Call, Operation, Timing } from './history.js';
import { type Load, Loads } from './loads.js';

/** A call to make, and how to write down what came of it. */
export interface Plan<Answer = unknown> {
  readonly keys: readonly string[];
  make(options: KvCallOptions): Promise<Answer>;
  /** What was answered; `place` is that of the key among `keys`. */
  answered(answer: Answer, place: number): Call;
  /** What was asked, for a change that nobody knows the outcome of. Reads leave nothing behind. */
  unanswered?(place: number): Call | undefined;
  /** Whether it keeps a value that is being loaded from being stored. */
  readonly overtakes?: boolean;
  /** Of `getOrSet`, the only change that does not say whether it was made when it fails. */
  readonly load?: Load;
}

/** Infers what is answered. */
export function plan<Answer>(of: Plan<Answer>): Plan {
  return of;
}

/** What ends a call early. */
export interface Interruption {
  readonly options: KvCallOptions;
  /** Run right after the call. */
  readonly begin?: () => void;
  /** The codes of the errors that it may lead to. Default: those of a call that is given up. */
  readonly codes?: ReadonlySet<string>;
}

/** No call that is not interrupted may fail. */
const givenUp: ReadonlySet<string> = new Set(['TIMEOUT', 'ABORTED', 'CONFLICT']);

/** Makes the calls of one store and writes down what came of them. */
export class Recorder {
  readonly loads = new Loads();
  readonly #process: string;
  readonly #operations: Operation[] = [];

  constructor(process: string) {
    this.#process = process;
  }

  /** All that was answered, and the changes that may have been made without an answer. Complete when all has ended. */
  get history(): readonly Operation[] {
    return this.#operations.map((operation) => {
      if (operation.kind !== 'getOrSet') return operation;
      const { loaded, overtaken, shared } = operation.input;
      return { ...operation, input: { loaded, overtaken, shared } };
    });
  }

  /** Resolves when the call has ended; rejects when it failed and was not interrupted. */
  async make<Answer>(plan: Plan<Answer>, interruption?: Interruption): Promise<readonly Operation[]> {
    const sequence = this.loads.moment();
    if (plan.load) plan.load.called = sequence;
    const call = now();
    const timing = (key: string, end: number): Timing => ({
      key,
      process: this.#process,
      sequence,
      call,
      return: end,
    });
    let written: Operation[];
    try {
      const promise = plan.make(interruption?.options ?? {});
      interruption?.begin?.();
      const answer = await promise;
      const end = now();
      if (plan.load) plan.load.answered = this.loads.moment();
      written = plan.keys.map((key, place) => ({ ...timing(key, end), ...plan.answered(answer, place) }));
    } catch (error) {
      const end = now();
      const failures = failuresOf(error, plan.keys, interruption && (interruption.codes ?? givenUp));
      written = plan.keys.flatMap((key, place) => {
        const failure = failures.get(key);
        if (!failure)
          return plan.unanswered ? { ...timing(key, end), ...plan.answered(undefined as Answer, place) } : [];
        // Without 'unknown' an error says that nothing was changed: then nothing may be seen of it.
        const asked = (plan.load ?? failure.outcome) ? plan.unanswered?.(place) : undefined;
        return asked ? { ...timing(key, Infinity), ...asked } : [];
      });
    }
    if (plan.overtakes) {
      const changed = new Set(written.map(({ key }) => key));
      for (const key of plan.keys) this.loads.overtake({ key, at: sequence, certain: changed.has(key) });
    }
    this.#operations.push(...written);
    return written;
  }
}

/** By key. Throws an error that nothing has led to. */
function failuresOf(
  error: unknown,
  keys: readonly string[],
  expected: ReadonlySet<string> | undefined,
): Map<string, KvError> {
  const { failures } = error as Partial<KvBatchError>;
  const byKey = failures
    ? failures.map((failure) => [failure.key ?? '', failure] as const)
    : keys.map((key) => [key, error as KvError] as const);
  if (!expected || !byKey.every(([, { code }]) => expected.has(code))) throw error;
  return new Map(byKey);
}

function now(): number {
  return Number(process.hrtime.bigint());
}
