import type { InjectionToken, ModuleMetadata, OptionalFactoryDependency, Type } from '@nestjs/common';

import type { KvCodec } from '../core/codecs/kv-codec.js';
import type { KvObserver } from '../core/kv-observer.js';
import type { KvDriverOptions } from '../drivers/index.js';
import type { CustomDriverOptions, KvCommonOptions } from '../kv-store.options.js';
import type { KvStoreLogging } from './kv-store.logger.js';

/** What `forRoot` takes beside a store's own options, and `forRootAsync` beside its factory. */
export interface KvStoreModuleExtras {
  /** Names the store: inject it by `@InjectKvStore(name)`. Default: `'default'`, injected by `@Inject(KV_STORE)`. */
  name?: string;
  /** Makes the store injectable in every module without importing this one. Default: `false`. */
  isGlobal?: boolean;
  /**
   * Told of every call and of the driver's events. A class is taken from Nest, where a global module or one in
   * `imports` exports it. Default: none.
   */
  observers?: readonly (KvObserver | Type<KvObserver>)[];
  /** What Nest's Logger is told beside start and stop; `false` for nothing at all. */
  logging?: KvStoreLogging | false;
}

/** The options of `KvStoreModule.forRoot`. */
export type KvStoreModuleOptions = KvStoreModuleExtras &
  Omit<KvCommonOptions, 'name' | 'observers'> &
  (KvDriverOptions | CustomDriverOptions);

/** What a factory gives `forRootAsync`: a store's options, without those that stand beside the factory. */
export type KvStoreFactoryOptions = Omit<KvCommonOptions, 'name'> & (KvDriverOptions | CustomDriverOptions);

/** A provider that makes the options, for `useClass` and `useExisting`. */
export interface KvStoreOptionsFactory {
  /** Makes the options, once, when the store is opened. */
  createKvStoreOptions(): KvStoreFactoryOptions | Promise<KvStoreFactoryOptions>;
}

/** The options of `KvStoreModule.forRootAsync`: one of `useFactory`, `useClass` and `useExisting`. */
export interface KvStoreModuleAsyncOptions extends KvStoreModuleExtras, Pick<ModuleMetadata, 'imports'> {
  /** Makes the options, of what `inject` names, in that order. */
  // Nest's own type for what a factory is given: its arguments are whatever `inject` names.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  useFactory?: (...injected: any[]) => KvStoreFactoryOptions | Promise<KvStoreFactoryOptions>;
  /** What `useFactory` is given. Default: nothing. */
  inject?: (InjectionToken | OptionalFactoryDependency)[];
  /** A class that makes the options; the module makes an instance of it. */
  useClass?: Type<KvStoreOptionsFactory>;
  /** A provider of `imports`, or a global one, that makes the options. */
  useExisting?: Type<KvStoreOptionsFactory>;
}

/** One of `KvStoreModule.forFeature`: a folder of a store, with values of one type. */
export interface KvFeatureOptions {
  /** Names it: inject it by `@InjectKvStore(name)`. No other store or feature has that name. */
  name: string;
  /** The store that it is a part of, by its name. Default: `'default'`. */
  store?: string;
  /** The folder: `namespace: 'users'` keeps `42` as `users:42`. Not empty, and without `:`. */
  namespace: string;
  /** How values are stored, as `json(UserSchema)` for a `KvStore<User>`. Default: `text`. */
  codec?: KvCodec<unknown>;
  /** Milliseconds until entries expire that are stored without a `ttl`. Default: the store's own. */
  defaultTtl?: number;
}
