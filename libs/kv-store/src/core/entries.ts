import type { Call } from './call.js';
import { expiryOf } from './call-options.js';
import type { KvCodec } from './codecs/kv-codec.js';
import { decode, encode, sizeOf, type Stored } from './encoding.js';
import { checkKey, checkSize, namespaceProblem, separator } from './keys.js';
import type { KvClock } from './kv-clock.js';
import type { KvDelete, KvLimits, KvPut, KvRecord } from './kv-driver.js';
import { guarded, invalid, typeName } from './kv-fault.js';
import type { KvEntry, KvNamespaceOptions } from './kv-store.js';
import { aTtl, checkOptions, type OptionCheck } from './options.js';

/** How a view of a store sees its entries. */
export interface View<T> {
  readonly codec: KvCodec<T>;
  /** The namespace, with the separator that ends it; empty at the root. */
  readonly prefix: string;
  /** Milliseconds; undefined where entries do not expire by themselves. */
  readonly defaultTtl: number | undefined;
}

class Put implements KvPut {
  readonly type = 'put';

  constructor(
    readonly key: string,
    readonly value: Stored,
    readonly expiresAt: number | undefined,
  ) {}
}

/** Between what callers give and get, and what the back end holds: namespace, encoding, limits, expiry. */
export class Entries<T> {
  readonly prefix: string;
  readonly #view: View<T>;
  readonly #limits: KvLimits;

  constructor(view: View<T>, limits: KvLimits) {
    this.prefix = view.prefix;
    this.#view = view;
    this.#limits = limits;
  }

  as<U>(codec: KvCodec<U>): Entries<U> {
    return new Entries({ ...this.#view, codec }, this.#limits);
  }

  within(namespace: string, options: KvNamespaceOptions | undefined): Entries<T> {
    const problem = namespaceProblem(namespace);
    if (problem) throw problem;
    const { defaultTtl = this.#view.defaultTtl } = namespaceOptions(options);
    const prefix = `${this.prefix}${namespace}${separator}`;
    return new Entries({ ...this.#view, prefix, defaultTtl: defaultTtl ?? undefined }, this.#limits);
  }

  /** The key as the caller names it. */
  nameOf(physical: string): string {
    return physical.slice(this.prefix.length);
  }

  /** The key as the back end knows it. */
  keyOf(key: string): string {
    checkKey(key, this.prefix, this.#limits);
    return this.prefix + key;
  }

  put(key: string, value: T, expiresAt: number | undefined): KvPut {
    const physical = this.keyOf(key);
    const encoded = encode(this.#view.codec, value);
    checkSize(physical, sizeOf(encoded), this.#limits);
    return new Put(physical, encoded, expiresAt);
  }

  delete(key: string): KvDelete {
    return { type: 'delete', key: this.keyOf(key) };
  }

  valueOf(stored: Stored): T {
    return decode(this.#view.codec, stored);
  }

  entry(key: string, { value, version, expiresAt }: KvRecord): KvEntry<T> {
    const entry = { key, value: this.valueOf(value), version };
    return expiresAt === undefined ? entry : { ...entry, expiresAt };
  }

  /** The moment of expiry that the call's `ttl` asks for, or else the default. */
  expiry(call: Call, clock: KvClock = call): number | undefined {
    const { ttl = this.#view.defaultTtl } = call.options ?? {};
    return ttl === undefined ? undefined : expiryOf(ttl, clock.now());
  }
}

const aTtlOrNull: OptionCheck = (value) => (value === null ? undefined : aTtl(value));

/** Plain JavaScript may pass anything. */
function namespaceOptions(options: unknown): KvNamespaceOptions {
  if (options === undefined) return {};
  if (typeof options !== 'object' || options === null) {
    throw invalid(
      `the options of a namespace must be an object such as { defaultTtl: 60000 }, not ${typeName(options)}.`,
    );
  }
  // Checked as it is now: a getter may say something else later.
  const own = guarded(
    () => ({ ...options }),
    (name) => invalid(`the options of a namespace cannot be read: one of them throws (${name}).`),
  );
  checkOptions('a namespace', own, { defaultTtl: aTtlOrNull });
  return own;
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
