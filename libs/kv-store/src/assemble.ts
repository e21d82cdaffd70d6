import { Call, type CallContext } from './core/call.js';
import { text } from './core/codecs/text.js';
import { Retries } from './core/contention.js';
import { Entries } from './core/entries.js';
import { separator } from './core/keys.js';
import { nowBy } from './core/kv-clock.js';
import type { KvDriver } from './core/kv-driver.js';
import { listDetails } from './core/list-details.js';
import type { KvObserver, KvStoreInfo } from './core/kv-observer.js';
import { Loads } from './core/loads.js';
import type { Backend, Layer, Reads, Run, Stack } from './core/stack.js';
import type { KvCommonOptions } from './kv-store.options.js';
import { admit } from './layers/admit.js';
import { Answer } from './layers/answer.js';
import { Breaker } from './layers/breaker.js';
import { cached } from './layers/cache.js';
import { invalidating } from './layers/cache-changes.js';
import type { Circuit } from './layers/circuit.js';
import { type Channel, classify } from './layers/classify.js';
import { coalesce } from './layers/coalesce.js';
import { Deadlines } from './layers/deadline.js';
import { Gate } from './layers/gate.js';
import { gather } from './layers/gather.js';
import { inProcess } from './layers/in-process.js';
import type { NearCache } from './layers/near-cache.js';
import { aroundCallbacks, harmless, ObservedAnswer } from './layers/observe.js';
import { order } from './layers/order.js';
import { observedRequests } from './layers/requests.js';
import { sender } from './layers/send.js';
import { stepsOf } from './layers/steps.js';
import { direct } from './layers/transport.js';
import { type Life, RootStore } from './root-store.js';

/** What options ask for, made of packages that were loaded for it. */
export interface Extras {
  readonly cache?: NearCache | undefined;
  readonly circuit?: Circuit | undefined;
}

/** Puts the layers on a driver. */
export function assemble(
  driver: KvDriver,
  options: Omit<KvCommonOptions, 'cache' | 'breaker'> = {},
  { cache, circuit }: Extras = {},
): RootStore {
  const { name = 'default', timeout = 5_000, consistency = 'strong', clock = Date } = options;
  const named = { system: driver.name };
  const observers = (options.observers ?? []).map(harmless);
  const isObserved = observers.length > 0;
  const info: KvStoreInfo = {
    store: name,
    driver: driver.name,
    get backEnd() {
      return driver.backEnd ?? named;
    },
  };
  const breaker = circuit && new Breaker(circuit);
  const life: Life = {
    isClosing: false,
    isClosed: false,
    deadlines: new Deadlines(timeout),
    gate: options.startup === 'lazy' ? new Gate() : undefined,
    gracePeriod: options.gracePeriod ?? 5_000,
  };
  const { gate, deadlines } = life;

  const inTime = deadlines.layer(driver.inProcess);

  // Outermost first; docs/design.md says why in this order.
  const layers: Layer[] = [
    admit({ timeout, consistency, isClosed: () => life.isClosing }),
    ...(breaker ? [breaker.layer] : []),
    // Whoever waits for the store to be open waits no longer than his deadline.
    gate ? gate.either(deadlines.layer(false), inTime) : inTime,
    ...(gate ? [gate.layer] : []),
  ];
  const run = layers.reduceRight<Run>(
    (next, layer) => layer(next),
    (call, work, end) => {
      work.begin(call, end);
    },
  );
  const context: CallContext = {
    store: name,
    driver: driver.name,
    get backEnd() {
      return info.backEnd;
    },
    now: () => nowBy(clock),
    report: reporter(observers, info),
    notice: (message) => {
      for (const observer of observers) observer.notice?.(message, info);
    },
    aroundCallback: aroundCallbacks(observers),
    where: () => listDetails(driver.details),
  };
  circuit?.tell((state) => context.report?.({ type: 'breaker', state }));
  const retries = new Retries();
  const classified = classify(driver, () => life.isClosed);
  // What is done without I/O is no request.
  const channel = driver.inProcess === true ? classified : observedRequests(classified, observers, info);
  const backend = backendOf(driver, channel, context, retries, options.coalesce ?? true, cache, breaker);
  const stack: Stack = {
    name,
    driver,
    backend,
    retries,
    loads: new Loads(),
    breakerState: circuit && (() => circuit.state),
    run: (operation, callOptions, key, work) =>
      new Promise((resolve, reject) => {
        const call = new Call(context, operation, callOptions, key);
        const plain = new Answer(call, resolve, reject);
        const answer = isObserved ? new ObservedAnswer(call, plain, observers) : plain;
        try {
          run(call, work, answer);
        } catch (error) {
          answer.fail(error);
        }
      }),
  };
  const prefix = options.namespace === undefined ? '' : options.namespace + separator;
  const entries = new Entries({ codec: text, prefix, defaultTtl: options.defaultTtl }, driver.limits);
  return new RootStore(stack, entries, life);
}

/** Puts the layers of reads and changes on a driver; docs/design.md says why in this order. */
function backendOf(
  driver: KvDriver,
  observed: Channel,
  context: CallContext,
  retries: Retries,
  coalesced: boolean,
  cache: NearCache | undefined,
  breaker: Breaker | undefined,
): Backend {
  const channel = cache ? invalidating(observed, cache) : observed;
  const send = sender(channel, context);
  const { coalescing } = driver;
  const transport =
    coalesced && coalescing ? coalesce(send, () => driver.coalescing ?? coalescing) : direct(send);
  const near = (reads: Reads): Reads => (cache ? cached(reads, cache) : reads);
  const steps = stepsOf(channel, { ...transport, read: near(transport).read }, retries);
  const ordered = order(transport, steps);
  const { open, ping, readNow, refresh } = channel;
  const list: Backend['list'] = (range, call) => transport.alone(call, () => channel.list(range, call));
  const gathered = readNow && refresh ? gather({ readNow, refresh }, transport) : transport;
  const bare: Backend =
    driver.inProcess === true
      ? { open, ping, list: channel.list, ...inProcess(channel, ordered) }
      : { open, ping, list, ...ordered, read: gathered.read, readOne: gathered.readOne };
  const guarded = breaker ? breaker.guard(bare) : bare;
  return { ...guarded, ...near(guarded) };
}

function reporter(observers: readonly KvObserver[], info: KvStoreInfo): CallContext['report'] {
  const listening = observers.filter((observer) => observer.driverEvent !== undefined);
  if (listening.length === 0) return undefined;
  return (event) => {
    for (const observer of listening) observer.driverEvent?.(event, info);
  };
}
