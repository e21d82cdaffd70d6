import type { KvBackEnd } from '../core/kv-driver.js';
import { isA, KvError, type KvErrorCode } from '../core/kv-error.js';
import type {
  KvCallInfo,
  KvObserver,
  KvRequestEnd,
  KvRequestInfo,
  KvRequestOperation,
  KvStoreInfo,
} from '../core/kv-observer.js';
import type { Outcome } from '../core/outcomes.js';
import type { Channel, ChannelCall, Outcomes } from './classify.js';

/**
 * Tells observers of each request that goes to the driver, and lets them run it in a context of their own. Left out
 * where nobody wants to know.
 */
export function observedRequests(
  channel: Channel,
  observers: readonly KvObserver[],
  store: KvStoreInfo,
): Channel {
  const listening = observers.filter(
    (observer) => 'requestStarted' in observer || 'aroundRequest' in observer || 'requestEnded' in observer,
  );
  if (listening.length === 0) return channel;
  const { increment, touch, take } = channel;

  /**
   * @param firstFailure In what came of it, once all of it is there; `beforeLate` is called before those are told who wait
   * for what comes later.
   */
  async function send<R>(
    operation: KvRequestOperation,
    size: number,
    call: ChannelCall,
    ask: () => Promise<R>,
    firstFailure: (answer: R, beforeLate: () => void) => Promise<KvErrorCode | undefined> | undefined = none,
  ): Promise<R> {
    const request = new Request(store, operation, size, call.callers());
    const startedAt = performance.now();
    // Looked for before any of them is told, when they are no longer there.
    const calls = new Set<KvCallInfo>();
    const lookWhoWaits = () => {
      for (const one of call.callers()) calls.add(one);
    };
    const tell = (outcome: KvRequestEnd['outcome']) => {
      const end = { outcome, durationMs: performance.now() - startedAt, calls: [...calls] };
      for (const observer of listening) observer.requestEnded?.(request, end);
    };
    for (const observer of listening) observer.requestStarted?.(request);
    try {
      const answer = await within(request, ask);
      lookWhoWaits();
      const failure = firstFailure(answer, lookWhoWaits);
      if (!failure) tell('ok');
      else {
        void failure.then((code) => {
          tell(code ?? 'ok');
        });
      }
      return answer;
    } catch (error) {
      lookWhoWaits();
      tell(isA(error, KvError) ? error.code : 'UNKNOWN');
      throw error;
    }
  }

  const within = <R>(request: Request, ask: () => Promise<R>): Promise<R> =>
    listening.reduceRight<() => Promise<R>>(
      (next, observer) => () => observer.aroundRequest?.(request, next) ?? next(),
      ask,
    )();

  return {
    ...channel,
    open: (call) => send('open', 0, call, () => channel.open(call)),
    ping: (call) => send('ping', 0, call, () => channel.ping(call)),
    list: (range, call) => send('list', 0, call, () => channel.list(range, call)),
    read: (keys, call) => send('read', keys.length, call, () => channel.read(keys, call), firstFailureIn),
    write: (changes, call) =>
      send('write', changes.length, call, () => channel.write(changes, call), firstFailureIn),
    swap: (change, expected, call) => send('swap', 1, call, () => channel.swap(change, expected, call)),
    ...(increment && {
      increment: (key, by, expiresAt, call) =>
        send('increment', 1, call, () => increment(key, by, expiresAt, call)),
    }),
    ...(touch && {
      touch: (key, expiresAt, call) => send('touch', 1, call, () => touch(key, expiresAt, call)),
    }),
    ...(take && { take: (key, call) => send('take', 1, call, () => take(key, call)) }),
  };
}

function none(): undefined {
  return undefined;
}

class Request implements KvRequestInfo {
  readonly store: string;
  readonly driver: string;
  readonly backEnd: KvBackEnd;

  constructor(
    { store, driver, backEnd }: KvStoreInfo,
    readonly operation: KvRequestOperation,
    readonly size: number,
    readonly calls: readonly KvCallInfo[],
  ) {
    this.store = store;
    this.driver = driver;
    this.backEnd = backEnd;
  }
}

/** Undefined where nothing failed and nothing is still to come. */
function firstFailureIn(
  outcomes: Outcomes<unknown>,
  beforeLate: () => void,
): Promise<KvErrorCode | undefined> | undefined {
  if (outcomes.every((outcome) => !('then' in outcome) && outcome.ok)) return undefined;
  const late = (outcome: Outcome<unknown>) => {
    beforeLate();
    return outcome;
  };
  return Promise.all(
    outcomes.map((outcome) => ('then' in outcome ? outcome.then(late) : Promise.resolve(outcome))),
  ).then((all: readonly Outcome<unknown>[]) => all.find((outcome) => !outcome.ok)?.error.code);
}
