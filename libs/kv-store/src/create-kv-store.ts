import { assemble } from './assemble.js';
import { checkDriver } from './core/check-driver.js';
import type { KvDriver } from './core/kv-driver.js';
import { describeCause, isA, KvError } from './core/kv-error.js';
import { guarded, invalid, KvFault, typeName } from './core/kv-fault.js';
import { checkOptions } from './core/options.js';
import { drivers } from './drivers/index.js';
import { commonChecks, type KvCommonOptions, type KvStoreOptions } from './kv-store.options.js';
import { openCircuit } from './layers/circuit.js';
import { openNearCache } from './layers/near-cache.js';
import type { OpenKvStore } from './root-store.js';

export type { OpenKvStore };

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
    const driver = await driverOf(own, context);
    return await openStore(driver, common);
  } catch (error) {
    if (isA(error, KvError)) throw error;
    const known = isA(error, KvFault) ? error : { code: 'UNKNOWN' as const, cause: describeCause(error) };
    throw new KvError(known, context);
  }
}

async function openStore(driver: KvDriver, options: KvCommonOptions): Promise<OpenKvStore> {
  const cache = options.cache && (await openNearCache(options.cache));
  const circuit = options.breaker && (await openCircuit(options.breaker));
  const store = assemble(driver, options, { cache, circuit });
  try {
    await store.open();
    return store;
  } catch (error) {
    // Why it could not be opened is what matters.
    await store.close().catch(() => undefined);
    throw error;
  }
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

/** @param context Is told which it is once that is known: what is none may be a URL with a password. */
async function driverOf(
  { driver, ...own }: { driver?: unknown },
  context: { driver: string },
): Promise<KvDriver> {
  if (typeof driver === 'object' && driver !== null) {
    checkDriver(driver);
    checkOptions('a store with a driver of its own', own, commonChecks);
    return driver;
  }
  if (!isKnown(driver)) {
    const known = Object.keys(drivers).map((name) => `'${name}'`);
    throw invalid(`option 'driver' must be one of ${known.join(', ')}, or a driver object.`);
  }
  context.driver = driver;
  return drivers[driver](own);
}

function isKnown(driver: unknown): driver is keyof typeof drivers {
  return typeof driver === 'string' && Object.hasOwn(drivers, driver);
}
