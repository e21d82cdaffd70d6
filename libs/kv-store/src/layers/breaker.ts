import type { Asker } from '../core/asker.js';
import type { Call, Pass } from '../core/call.js';
import { isA, KvError, type KvErrorCode } from '../core/kv-error.js';
import { KvFault } from '../core/kv-fault.js';
import type { Outcome } from '../core/outcomes.js';
import type { Backend, Layer } from '../core/stack.js';
import type { End } from '../core/work.js';
import type { Circuit } from './circuit.js';

/**
 * Refuses calls at once while the back end does not answer. A call is let in when it first needs the back end, so that
 * one which the near cache answers is neither refused nor counted. What came of it is what its caller hears, for a back
 * end that is silent shows by deadlines alone.
 */
export class Breaker {
  readonly #circuit: Circuit;

  constructor(circuit: Circuit) {
    this.#circuit = circuit;
  }

  /** Around public calls. */
  readonly layer: Layer = (next) => (call, work, end) => {
    next(call, work, new Judged(call, end));
  };

  /** Around what asks the back end. */
  guard({ open, ping, read, readOne, list, write, writeOne, change }: Backend): Backend {
    const enters = (call: Call) => this.#enters(call);
    return {
      open,
      ping: (call) => (enters(call) ? ping(call) : refused(call)),
      list: (range, call) => (enters(call) ? list(range, call) : refused(call)),
      change: (key, call, work) => (enters(call) ? change(key, call, work) : refused(call)),
      read: (keys, call) => (enters(call) ? read(keys, call) : refusedAll(keys)),
      write: (changes, call) => (enters(call) ? write(changes, call) : refusedAll(changes)),
      readOne: (key, call, asker) => {
        if (enters(call)) readOne(key, call, asker);
        else refuse(asker);
      },
      writeOne: (one, call, asker) => {
        if (enters(call)) writeOne(one, call, asker);
        else refuse(asker);
      },
    };
  }

  #enters(call: Call): boolean {
    // Several calls that share a read, or a load, are one to the back end.
    const one = call.first ?? call;
    one.pass ??= this.#circuit.enter();
    return one.pass !== undefined;
  }
}

/** Tells the circuit what came of a call that was let in. */
class Judged<R> implements End<R> {
  constructor(
    private readonly call: Call,
    private readonly end: End<R>,
  ) {}

  succeed(value: R): void {
    this.#leave('served');
    this.end.succeed(value);
  }

  fail(error: unknown): void {
    this.#leave(this.#verdictOn(error));
    this.end.fail(error);
  }

  #verdictOn(error: unknown): Parameters<Pass['end']>[0] {
    const code = isA(error, KvError) || isA(error, KvFault) ? error.code : 'UNKNOWN';
    if (code === 'UNAVAILABLE' || (code === 'TIMEOUT' && !this.call.awaitsCaller)) return 'failed';
    return answers.has(code) ? 'served' : 'untold';
  }

  #leave(verdict: Parameters<Pass['end']>[0]): void {
    this.call.pass?.end(verdict);
    // What is still done in its name needs none.
    this.call.pass = over;
  }
}

const over: Pass = { end: () => undefined };

/** What a back end says that is there. Not THROTTLED: the others may get through, and who is refused goes slower anyway. */
const answers: ReadonlySet<KvErrorCode> = new Set([
  'NOT_FOUND',
  'INVALID_ARGUMENT',
  'TOO_LARGE',
  'UNSUPPORTED',
  'EXHAUSTED',
  'PERMISSION_DENIED',
  'CONFLICT',
  'CORRUPT',
]);

const isOpen = new KvFault(
  'UNAVAILABLE',
  'the circuit breaker is open, since the back end did not answer, so nothing was sent. Try again later.',
);

async function refused(call: Call): Promise<never> {
  await aTurn();
  throw call.error(isOpen);
}

async function refusedAll(all: readonly unknown[]): Promise<Outcome<never>[]> {
  await aTurn();
  return all.map(() => ({ ok: false, error: isOpen }));
}

function refuse(asker: Asker<never>): void {
  setImmediate(() => {
    asker.settle({ ok: false, error: isOpen });
  });
}

/** Who tries again and again without a pause would keep all else from its turn. */
function aTurn(): Promise<void> {
  return new Promise(setImmediate);
}
