import type { Call } from '../core/call.js';
import type { KvRecord } from '../core/kv-driver.js';
import { describeCause } from '../core/kv-error.js';
import type { Outcome } from '../core/outcomes.js';
import type { Backend } from '../core/stack.js';
import type { NearCache, Reading } from './near-cache.js';
import { Errand, Parcel } from './parcel.js';

type Read = Backend['read'];
type Outcomes = Awaited<ReturnType<Read>>;

/**
 * Reads of values are answered by what is kept; what is not is read and kept, always by a strong read, so that it is no
 * older than it says. Who asks for more than the value, or says that this very read is to be strong, is answered by
 * the back end.
 */
export function cached(read: Read, cache: NearCache): Read {
  return (keys, call) => {
    const [key] = keys;
    if (call.valuesOnly && call.options?.consistency !== 'strong' && key !== undefined)
      return keys.length === 1 ? readOne(key, call) : readMany(keys, call);
    // What an eventual read brings may be older than what is kept.
    return call.consistency === 'strong' ? readAndKeep(keys, call) : read(keys, call);
  };

  function readOne(key: string, call: Call): Promise<Outcomes> {
    const now = call.now();
    const kept = cache.get(key, now);
    call.report?.({ type: 'cache', hits: kept ? 1 : 0, misses: kept ? 0 : 1 });
    if (kept) return Promise.resolve([{ ok: true, value: kept.record }]);
    return new Promise((resolve) => {
      const errand = new Errand(call, 1, resolve);
      const underWay = cache.readingOf(key, now);
      const shared =
        underWay instanceof SharedRead ? underWay : new SharedRead(key, now, call.forAll(), cache);
      shared.join(errand, 0);
      if (shared !== underWay) void shared.send(read);
    });
  }

  /** Shared with nobody: who waits for one key should not be held up by the slowest of them. */
  async function readMany(keys: readonly string[], call: Call): Promise<Outcomes> {
    const now = call.now();
    const found = keys.map((key) => cache.get(key, now));
    const missing = keys.filter((_, index) => !found[index]);
    call.report?.({ type: 'cache', hits: keys.length - missing.length, misses: missing.length });
    const outcomes = missing.length > 0 ? await readAndKeep(missing, call) : [];
    let next = 0;
    return found.flatMap((kept) => (kept ? { ok: true, value: kept.record } : (outcomes[next++] ?? [])));
  }

  async function readAndKeep(keys: readonly string[], call: Call): Promise<Outcomes> {
    call.consistency = 'strong';
    // Also of what nobody looks at when it expires it must be known.
    call.valuesOnly = false;
    const since = call.now();
    const readings = keys.map((key) => ({ key, since }));
    for (const reading of readings) cache.readBegan(reading);
    const outcomes = await read(keys, call);
    const now = call.now();
    readings.forEach((reading, index) => {
      cache.readEnded(reading, outcomes[index], now);
    });
    return outcomes;
  }
}

/** A read of one key on behalf of all who ask for it while it is under way. */
class SharedRead extends Parcel<KvRecord | undefined> implements Reading {
  readonly since: number;
  readonly #call: Call;
  readonly #cache: NearCache;

  constructor(key: string, since: number, call: Call, cache: NearCache) {
    super(key);
    this.since = since;
    this.#call = call;
    this.#cache = cache;
  }

  async send(read: Read): Promise<void> {
    this.#cache.readBegan(this);
    this.settle(await this.#outcome(read));
  }

  /** Never rejects, for nobody would hear of it. */
  async #outcome(read: Read): Promise<Outcome<KvRecord | undefined>> {
    try {
      const [outcome] = await read([this.key], this.#call);
      this.#cache.readEnded(this, outcome, this.#call.now());
      return outcome ?? { ok: false, error: { code: 'UNKNOWN' } };
    } catch (error) {
      return { ok: false, error: { code: 'UNKNOWN', cause: describeCause(error) } };
    }
  }

  override leave(): void {
    super.leave();
    if (this.wanted > 0) return;
    this.#cache.readEnded(this, undefined, 0);
    this.#call.cut({ code: 'ABORTED', message: 'nobody waits for it.' });
  }
}
