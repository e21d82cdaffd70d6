import type { Call } from './call.js';
import { expiryOf } from './call-options.js';
import { type Codec, sizeOf } from './codec.js';
import { checkKey, checkSize } from './keys.js';
import type { KvDelete, KvLimits, KvPut, KvRecord } from './kv-driver.js';
import { invalid, typeName } from './kv-fault.js';
import type { KvEntry } from './kv-store.js';

/** Between what callers give and get, and what the back end holds: namespace, encoding, limits, expiry. */
export class Entries<T> {
  readonly prefix: string;
  readonly #codec: Codec<T>;
  readonly #limits: KvLimits;

  constructor(codec: Codec<T>, prefix: string, limits: KvLimits) {
    this.prefix = prefix;
    this.#codec = codec;
    this.#limits = limits;
  }

  /** The key as the back end knows it. */
  keyOf(key: string): string {
    checkKey(key, this.prefix, this.#limits);
    return this.prefix + key;
  }

  put(key: string, value: T, expiresAt: number | undefined): KvPut {
    const physical = this.keyOf(key);
    const encoded = this.#codec.encode(value);
    checkSize(physical, sizeOf(encoded), this.#limits);
    return { type: 'put', key: physical, value: encoded, expiresAt };
  }

  delete(key: string): KvDelete {
    return { type: 'delete', key: this.keyOf(key) };
  }

  valueOf(value: string | Uint8Array): T {
    return this.#codec.decode(value);
  }

  entry(key: string, { value, version, expiresAt }: KvRecord): KvEntry<T> {
    const entry = { key, value: this.valueOf(value), version };
    return expiresAt === undefined ? entry : { ...entry, expiresAt };
  }
}

/** The moment of expiry that the option `ttl` asks for. */
export function expiry(options: { ttl?: number | undefined } | undefined, call: Call): number | undefined {
  return options?.ttl === undefined ? undefined : expiryOf(options.ttl, call.now());
}

export function checkVersion(version: unknown): asserts version is string {
  if (typeof version === 'string' && version !== '') return;
  throw invalid(
    `the version must be a string as getEntry, create and replaceIf give it, not ${version === '' ? 'an empty one' : typeName(version)}.`,
  );
}

export function checkFunction(work: unknown, argument: string): void {
  if (typeof work !== 'function') throw invalid(`'${argument}' must be a function, not ${typeName(work)}.`);
}
