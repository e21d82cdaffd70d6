import { Call, type CallContext } from './core/call.js';
import { text } from './core/codec.js';
import { type KvDetails, type KvDriver, listDetails } from './core/kv-driver.js';
import { KvError } from './core/kv-error.js';
import { invalid, KvFault, typeName } from './core/kv-fault.js';
import type { KvObserver, KvStoreInfo } from './core/kv-observer.js';
import type { KvStore } from './core/kv-store.js';
import { checkOptions } from './core/options.js';
import type { Backend, Layer, Run, Stack } from './core/stack.js';
import { Store } from './core/store.js';
import { drivers } from './drivers/index.js';
import { commonChecks, type KvCommonOptions, type KvStoreOptions } from './kv-store.options.js';
import { admit } from './layers/admit.js';
import { classify } from './layers/classify.js';
import { deadline } from './layers/deadline.js';
import { explain } from './layers/explain.js';
import { harmless, observe } from './layers/observe.js';

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
    if (typeof own.driver === 'string') context.driver = own.driver;
    const driver = await driverOf(own);
    return await openStore(driver, common);
  } catch (error) {
    throw error instanceof KvFault ? new KvError(error, context) : error;
  }
}

/** Puts the layers on a driver that is open, or needs no opening. */
export function assemble(driver: KvDriver, options: KvCommonOptions = {}): OpenKvStore {
  return stackUp(driver, options).store;
}

/** Opening a back end may take longer than a call: a table is created, credentials are looked for. */
const openTimeout = 30_000;

async function openStore(driver: KvDriver, options: KvCommonOptions): Promise<OpenKvStore> {
  const { stack, store } = stackUp(driver, options);
  try {
    await stack.run('open', { timeout: openTimeout }, undefined, (call) => stack.backend.open(call));
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function stackUp(driver: KvDriver, options: KvCommonOptions): { stack: Stack; store: OpenKvStore } {
  const { name = 'default', timeout = 5_000, consistency = 'strong', clock = Date } = options;
  const observers = (options.observers ?? []).map(harmless);
  const info = { store: name, driver: driver.name };
  let closing: Promise<void> | undefined;

  // Outermost first; docs/design.md says why in this order.
  const layers: Layer[] = [
    observe(observers),
    explain,
    admit({ timeout, consistency, isClosed: () => closing !== undefined }),
    ...(driver.inProcess ? [] : [deadline]),
  ];
  const run = layers.reduceRight<Run>(
    (next, layer) => layer(next),
    (call, work) => work(call),
  );
  // Order and coalescing of reads and writes will stand here, on top of classify.
  const backend: Backend = classify(driver);

  const context: CallContext = {
    ...info,
    now: () => clock.now(),
    report: reporter(observers, info),
    notice: (message) => {
      for (const observer of observers) observer.notice?.(message, info);
    },
    where: () => listDetails(driver.details),
  };
  const stack: Stack = {
    name,
    driver: driver.name,
    limits: driver.limits,
    details: driver.details,
    backend,
    run: (operation, callOptions, key, work) => run(new Call(context, operation, callOptions, key), work),
  };
  const close = () => (closing ??= driver.close());
  return {
    stack,
    store: Object.assign(new Store(stack, text), {
      details: driver.details,
      close,
      [Symbol.asyncDispose]: close,
    }),
  };
}

function reporter(observers: readonly KvObserver[], info: KvStoreInfo): CallContext['report'] {
  const listening = observers.filter((observer) => observer.driverEvent !== undefined);
  if (listening.length === 0) return undefined;
  return (event) => {
    for (const observer of listening) observer.driverEvent?.(event, info);
  };
}

function splitOptions(options: unknown): { common: KvCommonOptions; own: { driver?: unknown } } {
  if (typeof options !== 'object' || options === null) {
    throw invalid(`a store needs options, such as { driver: 'memory' }, not ${typeName(options)}.`);
  }
  const isCommon = ([name]: [string, unknown]) => Object.hasOwn(commonChecks, name);
  const entries = Object.entries(options);
  return {
    common: Object.fromEntries(entries.filter(isCommon)),
    own: Object.fromEntries(entries.filter((entry) => !isCommon(entry))),
  };
}

const driverMembers = ['name', 'limits', 'details', 'open', 'close', 'ping', 'read', 'write', 'classify'];

async function driverOf({ driver, ...own }: { driver?: unknown }): Promise<KvDriver> {
  if (typeof driver === 'object' && driver !== null) {
    const missing = driverMembers.filter((member) => !(member in driver));
    if (missing.length > 0)
      throw invalid(`option 'driver' is no driver object: it has no ${missing.join(', ')}.`);
    checkOptions('a store with a driver of its own', own, {});
    return driver as KvDriver;
  }
  if (typeof driver !== 'string' || !Object.hasOwn(drivers, driver)) {
    const known = Object.keys(drivers).map((name) => `'${name}'`);
    throw invalid(`option 'driver' must be one of ${known.join(', ')}, or a driver object.`);
  }
  return drivers[driver as keyof typeof drivers](own);
}
