import type { Call } from './call.js';
import { expiryOf } from './call-options.js';
import { type Codec, sizeOf } from './codec.js';
import { checkKey, checkSize, namespaceProblem, separator } from './keys.js';
import type { KvPut, KvRecord } from './kv-driver.js';
import { KvError } from './kv-error.js';
import { invalid, typeName } from './kv-fault.js';
import type { KvCallOptions, KvHealth, KvReadOptions, KvSetOptions, KvStore } from './kv-store.js';
import { mapOutcome, valueOrThrow, valuesOrThrow } from './outcomes.js';
import type { Stack } from './stack.js';

/**
 * The public side of every driver: checks arguments, adds the namespace, encodes and decodes, turns `ttl` into a
 * moment of expiry and hides the expired. What reaches the layers below is always right.
 */
export class Store<T> implements KvStore<T> {
  readonly name: string;
  readonly driver: string;
  readonly #stack: Stack;
  readonly #codec: Codec<T>;
  readonly #prefix: string;

  constructor(stack: Stack, codec: Codec<T>, prefix = '') {
    this.name = stack.name;
    this.driver = stack.driver.name;
    this.#stack = stack;
    this.#codec = codec;
    this.#prefix = prefix;
  }

  get(key: string, options?: KvReadOptions): Promise<T | undefined> {
    return this.#stack.run('get', options, key, async (call) => {
      const record = await this.#readOne(key, call);
      return record && this.#codec.decode(record.value);
    });
  }

  getOrThrow(key: string, options?: KvReadOptions): Promise<T> {
    return this.#stack.run('getOrThrow', options, key, async (call) => {
      const record = await this.#readOne(key, call);
      if (!record) throw call.error({ code: 'NOT_FOUND' });
      return this.#codec.decode(record.value);
    });
  }

  has(key: string, options?: KvReadOptions): Promise<boolean> {
    return this.#stack.run(
      'has',
      options,
      key,
      async (call) => (await this.#readOne(key, call)) !== undefined,
    );
  }

  getMany(keys: Iterable<string>, options?: KvReadOptions): Promise<(T | undefined)[]> {
    return this.#stack.run('getMany', options, undefined, async (call) => {
      const wanted = listOf(keys, 'keys');
      const distinct = [...new Set(wanted)];
      const physical = distinct.map((key) => call.about(key, () => this.#physical(key)));
      if (physical.length === 0) return [];
      const outcomes = await this.#stack.backend.read(physical, call);
      const decoded = outcomes.map((outcome) =>
        mapOutcome(outcome, (record) =>
          isLive(record, call) ? this.#codec.decode(record.value) : undefined,
        ),
      );
      const values = valuesOrThrow(decoded, distinct, call);
      const byKey = new Map(distinct.map((key, index) => [key, values[index]]));
      return wanted.map((key) => byKey.get(key));
    });
  }

  set(key: string, value: T, options?: KvSetOptions): Promise<void> {
    return this.#stack.run('set', options, key, async (call) => {
      const put = this.#put(key, value, expiry(options, call));
      valueOrThrow(await this.#stack.backend.write([put], call), call);
    });
  }

  setMany(entries: Iterable<readonly [string, T]>, options?: KvSetOptions): Promise<void> {
    return this.#stack.run('setMany', options, undefined, async (call) => {
      const expiresAt = expiry(options, call);
      const puts = new Map<string, KvPut>();
      for (const entry of listOf(entries, 'entries')) {
        if (!Array.isArray(entry))
          throw invalid(`each of 'entries' must be [key, value], not ${typeName(entry)}.`);
        const [key, value] = entry as readonly [string, T];
        puts.set(
          key,
          call.about(key, () => this.#put(key, value, expiresAt)),
        );
      }
      if (puts.size === 0) return;
      valuesOrThrow(await this.#stack.backend.write([...puts.values()], call), [...puts.keys()], call);
    });
  }

  delete(key: string, options?: KvCallOptions): Promise<void> {
    return this.#stack.run('delete', options, key, async (call) => {
      valueOrThrow(
        await this.#stack.backend.write([{ type: 'delete', key: this.#physical(key) }], call),
        call,
      );
    });
  }

  deleteMany(keys: Iterable<string>, options?: KvCallOptions): Promise<void> {
    return this.#stack.run('deleteMany', options, undefined, async (call) => {
      const distinct = [...new Set(listOf(keys, 'keys'))];
      const deletes = distinct.map((key) => ({
        type: 'delete' as const,
        key: call.about(key, () => this.#physical(key)),
      }));
      if (deletes.length === 0) return;
      valuesOrThrow(await this.#stack.backend.write(deletes, call), distinct, call);
    });
  }

  namespace(name: string): KvStore<T> {
    const problem = namespaceProblem(name);
    if (problem)
      throw new KvError(problem, { operation: 'namespace', store: this.name, driver: this.driver });
    return new Store(this.#stack, this.#codec, `${this.#prefix}${name}${separator}`);
  }

  async healthCheck(options?: KvCallOptions): Promise<KvHealth> {
    const started = performance.now();
    const details = (more: object) => ({
      driver: this.driver,
      ...this.#stack.driver.details,
      ...more,
      latencyMs: Math.round((performance.now() - started) * 100) / 100,
    });
    try {
      const found = await this.#stack.run('healthCheck', options, undefined, (call) =>
        this.#stack.backend.ping(call),
      );
      return { status: 'up', details: details(found) };
    } catch (error) {
      if (!(error instanceof KvError) || isCallersOwn(error)) throw error;
      return { status: 'down', details: details({ error: { code: error.code, message: error.reason } }) };
    }
  }

  async #readOne(key: string, call: Call): Promise<KvRecord | undefined> {
    const record = valueOrThrow(await this.#stack.backend.read([this.#physical(key)], call), call);
    call.found = isLive(record, call);
    return call.found ? record : undefined;
  }

  #put(key: string, value: T, expiresAt: number | undefined): KvPut {
    const physical = this.#physical(key);
    const encoded = this.#codec.encode(value);
    checkSize(physical, sizeOf(encoded), this.#stack.driver.limits);
    const put = { type: 'put' as const, key: physical, value: encoded };
    return expiresAt === undefined ? put : { ...put, expiresAt };
  }

  /** The key as the back end knows it. */
  #physical(key: string): string {
    checkKey(key, this.#prefix, this.#stack.driver.limits);
    return this.#prefix + key;
  }
}

/** Says nothing about the back end, of whose own errors there is a `cause`. */
function isCallersOwn({ code, cause }: KvError): boolean {
  return cause === undefined && (code === 'INVALID_ARGUMENT' || code === 'ABORTED');
}

function isLive(record: KvRecord | undefined, call: Call): record is KvRecord {
  return record !== undefined && (record.expiresAt === undefined || record.expiresAt > call.now());
}

function expiry(options: KvSetOptions | undefined, call: Call): number | undefined {
  return options?.ttl === undefined ? undefined : expiryOf(options.ttl, call.now());
}

/** The elements of an argument that must be iterable. A string would give its letters: surely a mistake. */
function listOf<E>(elements: Iterable<E>, argument: string): E[] {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- plain JavaScript may pass anything
  if (typeof elements !== 'object' || elements === null || !(Symbol.iterator in elements)) {
    throw invalid(`'${argument}' must be an array or another iterable, not ${typeName(elements)}.`);
  }
  return [...elements];
}
