import type { Call } from './call.js';
import { expiryOf } from './call-options.js';
import { clear } from './clear.js';
import type { KvCodec } from './codecs/kv-codec.js';
import { checkAmount } from './counter.js';
import { checkFunction, checkVersion, type Entries } from './entries.js';
import { health } from './health.js';
import { checkCodec } from './codecs/check-codec.js';
import type { KvChange, KvPut } from './kv-driver.js';
import { KvError } from './kv-error.js';
import { KvFault } from './kv-fault.js';
import type { KvOperation } from './kv-observer.js';
import type {
  KvCallOptions,
  KvClearRange,
  KvCommit,
  KvCreateOptions,
  KvEntry,
  KvGetOrSetOptions,
  KvHealth,
  KvNamespaceOptions,
  KvPage,
  KvPageRange,
  KvRange,
  KvReadOptions,
  KvSetOptions,
  KvStore,
  KvVersion,
} from './kv-store.js';
import { entriesIn, keys, page } from './lists.js';
import { deleteMany, getMany, setMany } from './many.js';
import { ReadOne, WriteOne } from './one-key.js';
import { entry, isThere, type Reading, value, valueOrNotFound } from './readings.js';
import { getOrSet, take, update } from './read-and-change.js';
import type { Stack, Steps } from './stack.js';
import { AsyncWork } from './work.js';

/**
 * The public side of every driver: checks arguments, adds the namespace, encodes and decodes, turns `ttl` into a
 * moment of expiry and hides the expired. What reaches the layers below is always right.
 */
export class Store<T> implements KvStore<T> {
  readonly name: string;
  readonly driver: string;
  readonly #stack: Stack;
  readonly #entries: Entries<T>;

  constructor(stack: Stack, entries: Entries<T>) {
    this.name = stack.name;
    this.driver = stack.driver.name;
    this.#stack = stack;
    this.#entries = entries;
  }

  get(key: string, options?: KvReadOptions): Promise<T | undefined> {
    return this.#read('get', key, options, value, true);
  }

  getOrThrow(key: string, options?: KvReadOptions): Promise<T> {
    return this.#read('getOrThrow', key, options, valueOrNotFound, true);
  }

  getEntry(key: string, options?: KvReadOptions): Promise<KvEntry<T> | undefined> {
    return this.#read('getEntry', key, options, entry, false);
  }

  has(key: string, options?: KvReadOptions): Promise<boolean> {
    return this.#read('has', key, options, isThere, true);
  }

  getMany(keys: Iterable<string>, options?: KvReadOptions): Promise<(T | undefined)[]> {
    return this.#run('getMany', options, undefined, (call) =>
      getMany(this.#stack, this.#entries, keys, call),
    );
  }

  getOrSet(key: string, load: () => T | Promise<T>, options?: KvGetOrSetOptions): Promise<T> {
    return this.#run('getOrSet', options, key, (call) => {
      checkFunction(load, 'load');
      return getOrSet(this.#stack, this.#entries, key, load, call);
    });
  }

  set(key: string, value: T, options?: KvSetOptions): Promise<void> {
    return this.#write('set', key, options, (call) => this.#put(key, value, call));
  }

  setMany(entries: Iterable<readonly [string, T]>, options?: KvSetOptions): Promise<void> {
    return this.#run('setMany', options, undefined, (call) =>
      setMany(this.#stack, this.#entries, entries, call),
    );
  }

  delete(key: string, options?: KvCallOptions): Promise<void> {
    return this.#write('delete', key, options, () => this.#entries.delete(key));
  }

  deleteMany(keys: Iterable<string>, options?: KvCallOptions): Promise<void> {
    return this.#run('deleteMany', options, undefined, (call) =>
      deleteMany(this.#stack, this.#entries, keys, call),
    );
  }

  create(key: string, value: T, options?: KvSetOptions): Promise<KvCommit> {
    return this.#run('create', options, key, (call) =>
      this.#swap(this.#put(key, value, call), undefined, call),
    );
  }

  replaceIf(key: string, value: T, version: KvVersion, options?: KvSetOptions): Promise<KvCommit> {
    return this.#run('replaceIf', options, key, (call) => {
      checkVersion(version);
      return this.#swap(this.#put(key, value, call), version, call);
    });
  }

  deleteIf(key: string, version: KvVersion, options?: KvCallOptions): Promise<boolean> {
    return this.#run('deleteIf', options, key, async (call) => {
      checkVersion(version);
      return (await this.#swap(this.#entries.delete(key), version, call)).ok;
    });
  }

  update(
    key: string,
    change: (current: T | undefined) => T | undefined | Promise<T | undefined>,
    options?: KvCreateOptions,
  ): Promise<T | undefined> {
    return this.#run('update', options, key, (call) => {
      checkFunction(change, 'change');
      return update(this.#stack, this.#entries, key, change, call);
    });
  }

  take(key: string, options?: KvCallOptions): Promise<T | undefined> {
    return this.#run('take', options, key, (call) => take(this.#stack, this.#entries, key, call));
  }

  increment(key: string, by = 1, options?: KvCreateOptions): Promise<number> {
    return this.#run('increment', options, key, (call) => {
      checkAmount(by);
      const expiresAt = this.#entries.expiry(call);
      return this.#change(key, call, (steps, physical) => steps.increment(physical, by, expiresAt, call));
    });
  }

  touch(key: string, ttl: number | null, options?: KvCallOptions): Promise<boolean> {
    return this.#run('touch', options, key, (call) => {
      const expiresAt = expiryOf(ttl, call.now());
      return this.#change(key, call, (steps, physical) => steps.touch(physical, expiresAt, call));
    });
  }

  keys(range?: KvRange): AsyncIterable<string> {
    return keys(this.#stack, this.#entries, range);
  }

  entries(range?: KvRange): AsyncIterable<KvEntry<T>> {
    return entriesIn(this.#stack, this.#entries, range);
  }

  page(range?: KvPageRange): Promise<KvPage<T>> {
    return this.#run('page', range, undefined, (call) => page(this.#stack, this.#entries, range, call));
  }

  clear(range?: KvClearRange): Promise<number> {
    return clear(this.#stack, this.#entries, range);
  }

  namespace(name: string, options?: KvNamespaceOptions): KvStore<T> {
    return this.#view('namespace', () => this.#entries.within(name, options));
  }

  as<U>(codec: KvCodec<U>): KvStore<U> {
    return this.#view('as', () => {
      checkCodec(codec);
      return this.#entries.as(codec);
    });
  }

  healthCheck(options?: KvCallOptions): Promise<KvHealth> {
    return health(this.#stack, options);
  }

  #view<U>(operation: 'namespace' | 'as', make: () => Entries<U>): Store<U> {
    try {
      return new Store(this.#stack, make());
    } catch (error) {
      if (!(error instanceof KvFault)) throw error;
      throw new KvError(error, { operation, store: this.name, driver: this.driver });
    }
  }

  #run<R>(
    operation: KvOperation,
    options: KvCallOptions | undefined,
    key: unknown,
    work: (call: Call) => Promise<R>,
  ): Promise<R> {
    return this.#stack.run(operation, options, key, new AsyncWork(work));
  }

  /** @param valuesOnly Whether `reading` looks at the value alone. */
  #read<R>(
    operation: KvOperation,
    key: string,
    options: KvReadOptions | undefined,
    reading: Reading<T, R>,
    valuesOnly: boolean,
  ): Promise<R> {
    const work = new ReadOne(this.#stack, this.#entries, key, reading, valuesOnly);
    return this.#stack.run(operation, options, key, work);
  }

  #write(
    operation: KvOperation,
    key: string,
    options: KvCallOptions | undefined,
    make: (call: Call) => KvChange,
  ): Promise<void> {
    return this.#stack.run(operation, options, key, new WriteOne(this.#stack, make));
  }

  #put(key: string, value: T, call: Call): KvPut {
    return this.#entries.put(key, value, this.#entries.expiry(call));
  }

  async #swap(change: KvChange, expected: KvVersion | undefined, call: Call): Promise<KvCommit> {
    const version = await this.#stack.backend.change(change.key, call, (steps) =>
      steps.swap(change, expected, call),
    );
    return version === undefined ? { ok: false } : { ok: true, version };
  }

  #change<R>(key: string, call: Call, work: (steps: Steps, physical: string) => Promise<R>): Promise<R> {
    const physical = this.#entries.keyOf(key);
    return this.#stack.backend.change(physical, call, (steps) => work(steps, physical));
  }
}
