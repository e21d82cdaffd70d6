import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

import type { KvObserver } from '../core/kv-observer.js';
import type { KvStore } from '../core/kv-store.js';
import { aBoolean, aString, aTimeout, checkOptions, type OptionCheck } from '../core/options.js';
import { commonChecks, type KvStoreOptions } from '../kv-store.options.js';
import { checkFeatures, featureProvider } from './features.js';
import { KvStoreLifecycle } from './kv-store.lifecycle.js';
import type {
  KvFeatureOptions,
  KvStoreFactoryOptions,
  KvStoreModuleAsyncOptions,
  KvStoreModuleExtras,
  KvStoreModuleOptions,
  KvStoreOptionsFactory,
} from './kv-store.module-options.js';
import { KvStoreShelf, KvStoreShelfModule, shelvedToken } from './kv-store.shelf.js';
import { getKvStoreToken } from './kv-store.tokens.js';
import { refusal, refusing } from './refusal.js';

/**
 * Provides a `KvStore` to inject. Each `forRoot` or `forRootAsync` makes one store, opened when Nest creates it and
 * closed in `onApplicationShutdown`; several stores have several names.
 */
@Module({})
export class KvStoreModule {
  /** A store with these options. */
  static forRoot(options: KvStoreModuleOptions): DynamicModule {
    refuseMissing('forRoot', options, "{ driver: 'dynamodb', table: 'kv-store' }");
    return refusing(() => {
      const { name, isGlobal, observers, logging, ...own } = options;
      return storeModule(
        { name, isGlobal, observers, logging },
        { make: () => own, inject: [], providers: [] },
      );
    });
  }

  /** A store whose options come from a factory that Nest injects, as from `ConfigService`. */
  static forRootAsync(options: KvStoreModuleAsyncOptions): DynamicModule {
    refuseMissing('forRootAsync', options, '{ useFactory: () => options }');
    return refusing(() => asyncModule(options));
  }

  /**
   * Parts of a store for one feature each: a namespace with values of one type, injected by `@InjectKvStore(name)`.
   * They open nothing, and may be asked for by several modules. The store itself comes from a `forRoot` anywhere in
   * the application; where a test overrides that, they follow.
   */
  static forFeature(features: readonly KvFeatureOptions[]): DynamicModule {
    checkFeatures(features);
    const providers = features.map(featureProvider);
    return {
      module: KvStoreModule,
      imports: [KvStoreShelfModule],
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}

type Given<T> = { [K in keyof T]?: T[K] | undefined };

/** Where a store's options come from. */
interface OptionsSource {
  readonly make: NonNullable<KvStoreModuleAsyncOptions['useFactory']>;
  /** What `make` is given. */
  readonly inject: NonNullable<KvStoreModuleAsyncOptions['inject']>;
  readonly providers: Provider[];
}

function asyncModule(options: KvStoreModuleAsyncOptions): DynamicModule {
  const { useFactory, inject, useClass, useExisting, imports, ...extras } = options;
  checkOptions('forRootAsync', { useFactory, inject, useClass, imports }, asyncChecks);
  if ([useFactory, useClass, useExisting].filter(Boolean).length !== 1 || (inject && !useFactory)) {
    throw refusal(
      "forRootAsync needs one of 'useFactory', 'useClass' and 'useExisting', 'inject' with the first.",
    );
  }
  if (useFactory) {
    return storeModule(extras, { make: useFactory, inject: inject ?? [], providers: [] }, imports);
  }
  const make = (factory: KvStoreOptionsFactory) => factory.createKvStoreOptions();
  const factories = [useClass, useExisting].filter((one) => one !== undefined);
  return storeModule(extras, { make, inject: factories, providers: useClass ? [useClass] : [] }, imports);
}

/** All within one provider, so that tests which override it need no options, no configuration and no connection. */
function storeModule(
  extras: Given<KvStoreModuleExtras>,
  { make, inject, providers }: OptionsSource,
  imports: NonNullable<DynamicModule['imports']> = [],
): DynamicModule {
  checkExtras(extras);
  const { name = 'default', isGlobal = false, observers = [], logging = {} } = extras;
  const token = getKvStoreToken(name);
  const classes = observers.filter(isClass);
  const store: Provider = {
    provide: token,
    inject: [KvStoreLifecycle, ModulesContainer, ...classes, ...inject],
    useFactory: async (lifecycle: KvStoreLifecycle, modules: ModulesContainer, ...injected: unknown[]) => {
      refuseTwins(modules, token, name);
      const made = injected.splice(0, classes.length) as KvObserver[];
      const own = await make(...injected);
      checkFactoryOptions(own);
      const beside = observers.map((observer) => (isClass(observer) ? made.shift() : observer));
      const all = beside.length > 0 ? [...beside, ...(own.observers ?? [])] : own.observers;
      return lifecycle.open({ ...own, name, observers: all } as KvStoreOptions, logging);
    },
  };
  const shelved: Provider = {
    provide: shelvedToken(name),
    inject: [KvStoreShelf, token],
    useFactory: (shelf: KvStoreShelf, opened: KvStore) => {
      shelf.put(name, opened);
      return opened;
    },
  };
  return {
    module: KvStoreModule,
    global: isGlobal,
    imports: [...imports, KvStoreShelfModule],
    providers: [...providers, store, shelved],
    exports: [token],
  };
}

const isClass = (observer: KvObserver | Type<KvObserver>): observer is Type<KvObserver> =>
  typeof observer === 'function';

const aListOfObservers: OptionCheck = (value) =>
  Array.isArray(value) &&
  [...(value as unknown[])].every(
    (one) => (typeof one === 'object' && one !== null) || typeof one === 'function',
  )
    ? undefined
    : 'an array of observers';

const aLogging: OptionCheck = (value) => {
  if (value === false) return undefined;
  if (typeof value !== 'object' || value === null) return 'false or an object such as { slowCall: 1000 }';
  checkOptions("option 'logging'", value, { slowCall: aTimeout });
  return undefined;
};

const aFunction: OptionCheck = (value) => (typeof value === 'function' ? undefined : 'a function');
const anArray: OptionCheck = (value) => (Array.isArray(value) ? undefined : 'an array');
const asyncChecks = { useFactory: aFunction, inject: anArray, useClass: aFunction, imports: anArray };

function checkExtras(extras: object): void {
  refusing(() => {
    checkOptions('KvStoreModule', extras, {
      name: aString,
      isGlobal: aBoolean,
      observers: aListOfObservers,
      logging: aLogging,
    });
  });
}

function checkFactoryOptions(own: KvStoreFactoryOptions): void {
  refuseMissing('forRootAsync', own, "{ driver: 'memory' }, from its factory");
  const wanted = own.observers && commonChecks.observers(own.observers);
  if (wanted)
    throw refusal(`option 'observers' from the factory of forRootAsync must be ${wanted}, not classes.`);
  const misplaced = ['name', 'isGlobal', 'logging'].find((option) => Object.hasOwn(own, option));
  if (misplaced) {
    throw refusal(
      `option '${misplaced}' stands beside the factory of forRootAsync, not in what it gives: Nest asks for it ` +
        'before the factory is called.',
    );
  }
}

function refuseMissing(method: string, options: unknown, example: string): void {
  if (typeof options !== 'object' || options === null) {
    throw refusal(`KvStoreModule.${method} needs options, such as ${example}.`);
  }
}

/** Two modules of one name would make two connections and inject now the one, now the other. */
function refuseTwins(modules: ModulesContainer, token: symbol, name: string): void {
  const owners = [...modules.values()].filter(
    (module) => module.metatype === KvStoreModule && module.providers.has(token),
  );
  if (owners.length > 1) {
    throw refusal(
      `${String(owners.length)} modules make a store named '${name}'. Call forRoot once, with 'isGlobal: true' or by ` +
        "importing its result where it is needed, or give each store a 'name' of its own.",
      name,
    );
  }
}
