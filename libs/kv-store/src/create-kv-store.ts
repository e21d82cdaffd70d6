import { Call, type CallContext } from './core/call.js';
import { Retries } from './core/contention.js';
import { checkDriver } from './core/check-driver.js';
import { text } from './core/codecs/text.js';
import { Entries } from './core/entries.js';
import { separator } from './core/keys.js';
import { nowBy } from './core/kv-clock.js';
import { type KvDetails, type KvDriver, listDetails } from './core/kv-driver.js';
import { describeCause, isA, KvError } from './core/kv-error.js';
import { Loads } from './core/loads.js';
import { guarded, invalid, KvFault, typeName } from './core/kv-fault.js';
import type { KvObserver, KvStoreInfo } from './core/kv-observer.js';
import type { KvStore } from './core/kv-store.js';
import { checkOptions } from './core/options.js';
import type { Backend, Layer, Reads, Run, Stack } from './core/stack.js';
import { Store } from './core/store.js';
import { AsyncWork } from './core/work.js';
import { drivers } from './drivers/index.js';
import { commonChecks, type KvCommonOptions, type KvStoreOptions } from './kv-store.options.js';
import { admit } from './layers/admit.js';
import { Answer } from './layers/answer.js';
import { cached } from './layers/cache.js';
import { invalidating } from './layers/cache-changes.js';
import { classify } from './layers/classify.js';
import { coalesce } from './layers/coalesce.js';
import { deadline } from './layers/deadline.js';
import { gather } from './layers/gather.js';
import { inProcess } from './layers/in-process.js';
import { order } from './layers/order.js';
import { type NearCache, openNearCache } from './layers/near-cache.js';
import { harmless, ObservedAnswer } from './layers/observe.js';
import { sender } from './layers/send.js';
import { stepsOf } from './layers/steps.js';
import { direct } from './layers/transport.js';

/** A store with its connection, for whoever opened it. `await using` closes it at the end of its scope. */
export interface OpenKvStore extends KvStore {
  /** Plain facts of the back end for people, such as table and region. */
  readonly details: KvDetails;
  /** Closes the connections that the module made; calls that come later reject with `CLOSED`. Twice is harmless. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens a store without Nest, as for scripts and Lambda. Rejects with a `KvError` that names the option where one
 * is wrong, or that says why the back end cannot serve.
 */
export async function createKvStore(options: KvStoreOptions): Promise<OpenKvStore> {
  const context = { operation: 'open', store: 'default', driver: 'none' };
  try {
    const { common, own } = splitOptions(options);
    checkOptions('a store', common, commonChecks);
    if (common.name !== undefined) context.store = common.name;
    if (isKnown(own.driver)) context.driver = own.driver;
    const driver = await driverOf(own);
    return await openStore(driver, common);
  } catch (error) {
    if (isA(error, KvError)) throw error;
    const known = isA(error, KvFault) ? error : { code: 'UNKNOWN' as const, cause: describeCause(error) };
    throw new KvError(known, context);
  }
}

/** Opening a back end may take longer than a call: a table is created, credentials are looked for. Milliseconds. */
const openTimeout = 30_000;

async function openStore(driver: KvDriver, options: KvCommonOptions): Promise<OpenKvStore> {
  const store = assemble(driver, options, options.cache && (await openNearCache(options.cache)));
  try {
    await store.open(openTimeout);
    return store;
  } catch (error) {
    // Why it could not be opened is what matters.
    await store.close().catch(() => undefined);
    throw error;
  }
}

/** Puts the layers on a driver. */
export function assemble(
  driver: KvDriver,
  options: Omit<KvCommonOptions, 'cache'> = {},
  cache?: NearCache,
): RootStore {
  const { name = 'default', timeout = 5_000, consistency = 'strong', clock = Date } = options;
  const observers = (options.observers ?? []).map(harmless);
  const isObserved = observers.length > 0;
  const info = { store: name, driver: driver.name };
  const state = { closed: false };
  const isClosed = () => state.closed;

  // Outermost first; docs/design.md says why in this order.
  const layers: Layer[] = [admit({ timeout, consistency, isClosed }), deadline(timeout, driver.inProcess)];
  const run = layers.reduceRight<Run>(
    (next, layer) => layer(next),
    (call, work, end) => {
      work.begin(call, end);
    },
  );
  const context: CallContext = {
    ...info,
    now: () => nowBy(clock),
    report: reporter(observers, info),
    notice: (message) => {
      for (const observer of observers) observer.notice?.(message, info);
    },
    where: () => listDetails(driver.details),
  };
  const retries = new Retries();
  const stack: Stack = {
    name,
    driver,
    backend: backendOf(driver, context, retries, options.coalesce ?? true, isClosed, cache),
    retries,
    loads: new Loads(),
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
  return new RootStore(stack, entries, state);
}

/** Puts the layers of reads and changes on a driver; docs/design.md says why in this order. */
function backendOf(
  driver: KvDriver,
  context: CallContext,
  retries: Retries,
  coalesced: boolean,
  isClosed: () => boolean,
  cache: NearCache | undefined,
): Backend {
  const classified = classify(driver, isClosed);
  const channel = cache ? invalidating(classified, cache) : classified;
  const send = sender(channel, context);
  const { coalescing } = driver;
  const transport =
    coalesced && coalescing ? coalesce(send, () => driver.coalescing ?? coalescing) : direct(send);
  const near = (reads: Reads): Reads => (cache ? cached(reads, cache) : reads);
  const steps = stepsOf(channel, { ...transport, read: near(transport).read }, retries);
  const ordered = order(transport, steps);
  const { open, ping, readNow, refresh } = channel;
  if (driver.inProcess === true) {
    const { read, readOne, ...changes } = inProcess(channel, ordered);
    return { open, ping, list: channel.list, ...near({ read, readOne }), ...changes };
  }
  const reads = readNow && refresh ? gather({ readNow, refresh }, transport) : transport;
  return {
    open,
    ping,
    list: (range, call) => transport.alone(call, () => channel.list(range, call)),
    ...near({ read: reads.read, readOne: reads.readOne }),
    ...ordered,
  };
}

/** The store of a driver, with what only its opener may do. */
class RootStore extends Store<string> implements OpenKvStore {
  readonly #stack: Stack;
  readonly #state: { closed: boolean };
  #closing: Promise<void> | undefined;

  constructor(stack: Stack, entries: Entries<string>, state: { closed: boolean }) {
    super(stack, entries);
    this.#stack = stack;
    this.#state = state;
  }

  get details(): KvDetails {
    return this.#stack.driver.details;
  }

  open(timeout: number): Promise<void> {
    const work = new AsyncWork<void>((call) => this.#stack.backend.open(call));
    return this.#stack.run('open', { timeout }, undefined, work);
  }

  async close(): Promise<void> {
    this.#state.closed = true;
    await (this.#closing ??= this.#stack.driver.close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function reporter(observers: readonly KvObserver[], info: KvStoreInfo): CallContext['report'] {
  const listening = observers.filter((observer) => observer.driverEvent !== undefined);
  if (listening.length === 0) return undefined;
  return (event) => {
    for (const observer of listening) observer.driverEvent?.(event, info);
  };
}

function splitOptions(options: unknown): { common: KvCommonOptions; own: { driver?: unknown } } {
  if (typeof options !== 'object' || options === null)
    throw invalid(`a store needs options, such as { driver: 'memory' }, not ${typeName(options)}.`);
  const isCommon = ([name]: [string, unknown]) => Object.hasOwn(commonChecks, name);
  const entries = guarded(
    () => Object.entries(options),
    (name) => invalid(`the options of a store cannot be read: one of them throws (${name}).`),
  );
  return {
    common: Object.fromEntries(entries.filter(isCommon)),
    own: Object.fromEntries(entries.filter((entry) => !isCommon(entry))),
  };
}

async function driverOf({ driver, ...own }: { driver?: unknown }): Promise<KvDriver> {
  if (typeof driver === 'object' && driver !== null) {
    checkDriver(driver);
    checkOptions('a store with a driver of its own', own, commonChecks);
    return driver;
  }
  if (!isKnown(driver)) {
    const known = Object.keys(drivers).map((name) => `'${name}'`);
    throw invalid(`option 'driver' must be one of ${known.join(', ')}, or a driver object.`);
  }
  return drivers[driver](own);
}

function isKnown(driver: unknown): driver is keyof typeof drivers {
  return typeof driver === 'string' && Object.hasOwn(drivers, driver);
}
