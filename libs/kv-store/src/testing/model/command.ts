import type { KvStore } from '../../core/kv-store.js';
import type { KvTestClock } from '../test-clock.js';

import type { Model } from './model.js';
import type { Came } from './outcomes.js';

/** A store, its model, and what both of them stand on. */
export interface World {
  readonly kv: KvStore;
  readonly clock: KvTestClock;
  readonly model: Model;
  readonly others?: OtherProgram;
}

/** Writes past the store, as another program does. Keys are as the back end knows them. */
export interface OtherProgram {
  put(key: string, item: ForeignItem): Promise<void>;
  /** @param ttl Epoch seconds. */
  setTtl?(key: string, ttl: number | undefined): Promise<void>;
}

export interface ForeignItem {
  readonly form: 'text' | 'number' | 'bytes' | 'not UTF-8' | 'no value';
  readonly value: string;
  /** Epoch seconds. */
  readonly ttl?: number;
  readonly ttlAs?: 'number' | 'text';
  readonly version?: 'none' | 'number' | 'spaces' | 'token' | 'as of content';
}

/** One call of a random sequence. */
export interface Command {
  /** The keys that it is about, as the back end knows them. */
  readonly keys: readonly string[];
  /** What calls of the same key may be under way beside it, and still have one possible outcome. */
  readonly order: Order;
  /** Makes the call. */
  begin(world: World): Trial;
  toString(): string;
}

/**
 * In one process a `write` lands after every change of its key that was called before it, a `change` after the writes
 * before it. What else there is waits for nothing on its `own` key, and a step that moves the clock goes `alone`.
 */
export type Order = 'write' | 'change' | 'own' | 'alone';

export interface Trial {
  readonly answer: Promise<unknown>;
  /** What the model says should have come; makes the change in the model. */
  judge(came: Came): unknown;
}

/** A key in a namespace, of which there may be several within another. */
export interface Place {
  readonly folders: readonly string[];
  readonly key: string;
}

export function physical({ folders, key }: Place): string {
  return [...folders, key].join(':');
}

export function storeAt({ kv }: World, { folders }: Pick<Place, 'folders'>): KvStore {
  return folders.reduce((store, folder) => store.namespace(folder), kv);
}

/** When an entry of the call that begins now expires. */
export function expiryAt(now: number, ttl: number | null | undefined): number | undefined {
  return typeof ttl === 'number' ? Math.ceil(now + ttl) : undefined;
}

export function withTtl(ttl: number | undefined): { ttl: number } | undefined {
  return ttl === undefined ? undefined : { ttl };
}

/** Arguments in print, long ones shortened. */
export function print(...args: unknown[]): string {
  return args
    .map((arg) => {
      if (arg === undefined) return '-';
      const text = Object.is(arg, -0) ? '-0' : JSON.stringify(arg);
      return text.length > 60 ? `${text.slice(0, 50)}…` : text;
    })
    .join(' ');
}
