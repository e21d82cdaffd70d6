import { randomUUID } from 'node:crypto';

import { isA, KvError } from '../core/kv-error.js';
import type { KvStore, KvVersion } from '../core/kv-store.js';
import { type Done, type IdempotencyRecord, type InFlight, withoutBody } from './record.js';

/** Where a key is claimed. */
export interface Place {
  readonly store: KvStore<IdempotencyRecord>;
  readonly key: string;
  /** Milliseconds; see `IdempotencyOptions`. */
  readonly lease: number;
  readonly ttl: number;
  /** Told of what an operator should know. */
  readonly warn: (message: string) => void;
}

/**
 * The claim, where the key was free; else what is stored. Undefined where others come and go too quickly to see.
 * Rejects with a `KvError` where the store cannot say, and then nobody may run the handler.
 */
export async function claim(
  place: Place,
  fingerprint: string,
): Promise<Claim | IdempotencyRecord | undefined> {
  const { store, key, lease } = place;
  const mine: InFlight = { state: 'in-flight', owner: randomUUID(), fingerprint };
  for (let tries = 0; tries < 3; tries++) {
    const since = performance.now();
    // An answer that takes longer says nothing: somebody else may have the key by now.
    const lasts = (): boolean => performance.now() - since < lease;
    try {
      const commit = await store.create(key, mine, { ttl: lease });
      if (commit.ok && lasts()) return new Claim(place, mine, commit.version, since);
    } catch (error) {
      // It may have been made all the same: then the claim is found below, and else made anew.
      if (!isA(error, KvError) || error.outcome !== 'unknown') throw error;
    }
    const entry = await store.getEntry(key, { consistency: 'strong' });
    if (entry?.value.owner === mine.owner && lasts()) return new Claim(place, mine, entry.version, since);
    if (entry) return entry.value;
  }
  return undefined;
}

type Outcome = 'stored' | 'lost';

/** A key that this process has, and keeps until its response is stored. */
export class Claim {
  readonly #place: Place;
  readonly #mine: InFlight;
  #version: KvVersion;
  #done: Done | undefined;
  #isOver = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  /** One write at a time: each needs the version that the one before it has made. */
  #last: Promise<void> = Promise.resolve();

  /** @param since When the claim was sent, by `performance.now()`: from then on its lease runs. */
  constructor(place: Place, mine: InFlight, version: KvVersion, since: number) {
    this.#place = place;
    this.#mine = mine;
    this.#version = version;
    this.#renewFor(since);
  }

  get record(): InFlight {
    return this.#mine;
  }

  /**
   * Stores the response in place of the claim. Never rejects: what could not be stored at the first attempt is tried
   * again in the background.
   */
  keep(done: Done): Promise<void> {
    // Not before a renewal that is under way has ended, which would take what it has stored for the response.
    return this.#inTurn(() => {
      this.#done = done;
      this.#isOver = false;
      return this.#write();
    });
  }

  /** Frees the key for the next request. Never rejects: what cannot be removed expires with the lease. */
  release(): Promise<void> {
    return this.#inTurn(async () => {
      this.#end();
      await this.#place.store.deleteIf(this.#place.key, this.#version).catch(() => undefined);
    });
  }

  async #write(): Promise<void> {
    if (this.#isOver) return;
    const since = performance.now();
    try {
      if ((await this.#put()) === 'lost') {
        this.#end();
        this.#place.warn(
          'another request has taken over a key while its handler ran here, since the store had not heard of this ' +
            "process for the time of the 'lease': the handler may have run twice.",
        );
        return;
      }
      this.#failures = 0;
      if (this.#done) this.#end();
      else this.#renewFor(since);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Makes the entry what it is to be now, whatever has become of it. Rejects where the store fails. */
  async #put(): Promise<Outcome> {
    const { store, key, lease, ttl } = this.#place;
    for (;;) {
      const record = this.#done ?? this.#mine;
      try {
        const options = { ttl: this.#done ? ttl : lease };
        const commit = await store.replaceIf(key, record, this.#version, options);
        if (commit.ok) {
          this.#version = commit.version;
          return 'stored';
        }
        const entry = await store.getEntry(key, { consistency: 'strong' });
        if (entry) {
          if (entry.value.owner !== record.owner) return 'lost';
          this.#version = entry.version;
          continue;
        }
        // It has expired, and nobody has come since.
        const again = await store.create(key, record, options);
        if (again.ok) {
          this.#version = again.version;
          return 'stored';
        }
      } catch (error) {
        if (!hasNoRoom(error) || this.#done?.body === undefined) throw error;
        this.#done = withoutBody(this.#done);
      }
    }
  }

  #failed(error: unknown): void {
    const mayPass = isA(error, KvError) && (error.retryable || error.outcome === 'unknown');
    if (mayPass) {
      this.#writeIn(Math.min(1_000 * 2 ** this.#failures++, this.#place.lease / 3));
      return;
    }
    this.#end();
    this.#place.warn(
      `the store refuses ${this.#done ? 'a response' : 'to renew a claim'} ` +
        `(${isA(error, KvError) ? error.code : 'not a KvError'}): when the 'lease' is over, a retry runs the ` +
        'handler again.',
    );
  }

  /** Twice more may it go wrong before the lease is over. */
  #renewFor(since: number): void {
    this.#writeIn(since + this.#place.lease / 3 - performance.now());
  }

  #writeIn(ms: number): void {
    clearTimeout(this.#timer);
    // It keeps no process alive: one that ends leaves the claim to its lease.
    this.#timer = setTimeout(() => void this.#inTurn(() => this.#write()), ms).unref();
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work);
    return this.#last;
  }
}

const hasNoRoom = (error: unknown): boolean =>
  isA(error, KvError) && (error.code === 'TOO_LARGE' || error.code === 'EXHAUSTED');
