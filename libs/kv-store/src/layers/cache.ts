import type { Asker, Carrier } from '../core/asker.js';
import type { Call } from '../core/call.js';
import type { KvRecord } from '../core/kv-driver.js';
import { describeCause, isA, type KvFailure } from '../core/kv-error.js';
import { KvFault } from '../core/kv-fault.js';
import type { Outcome } from '../core/outcomes.js';
import type { Reads } from '../core/stack.js';
import type { NearCache, Reading } from './near-cache.js';
import { ReadParcel } from './parcel.js';

type Outcomes = Awaited<ReturnType<Reads['read']>>;

/**
 * Reads of values are answered by what is kept; what is not is read and kept, always by a strong read, so that it is no
 * older than it says. Who asks for more than the value, or says that this very read is to be strong, is answered by
 * the back end.
 */
export function cached(reads: Reads, cache: NearCache): Reads {
  return {
    read: (keys, call) => {
      if (mayBeKept(call) && keys.length > 0) return readMany(keys, call);
      // What an eventual read brings may be older than what is kept.
      return call.consistency === 'strong' ? readAndKeep(keys, call) : reads.read(keys, call);
    },
    readOne: (key, call, asker) => {
      if (mayBeKept(call)) readOne(key, call, asker);
      else if (call.consistency === 'strong') void tell(asker, readAndKeep([key], call));
      else reads.readOne(key, call, asker);
    },
  };

  function readOne(key: string, call: Call, asker: Asker<KvRecord | undefined>): void {
    const kept = cache.get(key, call);
    call.report?.({ type: 'cache', hits: kept ? 1 : 0, misses: kept ? 0 : 1 });
    if (kept) {
      asker.settle({ ok: true, value: kept.record });
      return;
    }
    const now = call.now();
    const underWay = cache.readingOf(key, now);
    const joins = underWay instanceof SharedRead && underWay.mayComeBack;
    const shared = joins ? underWay : new SharedRead(key, now, call.forAll(), cache);
    shared.add(asker);
    if (shared !== underWay) shared.send(reads);
    if (asker.isWaiting) call.takesTime();
  }

  /** Shared with nobody: who waits for one key should not be held up by the slowest of them. */
  async function readMany(keys: readonly string[], call: Call): Promise<Outcomes> {
    const found = keys.map((key) => cache.get(key, call));
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
    const outcomes = await reads.read(keys, call);
    readings.forEach((reading, index) => {
      cache.readEnded(reading, outcomes[index], call);
    });
    return outcomes;
  }
}

function mayBeKept({ valuesOnly, options }: Call): boolean {
  return valuesOnly && options?.consistency !== 'strong';
}

async function tell<T>(asker: Asker<T>, answer: Promise<readonly Outcome<T>[]>): Promise<void> {
  try {
    const [outcome] = await answer;
    if (outcome) asker.settle(outcome);
  } catch (error) {
    asker.settle({ ok: false, error: failureOf(error) });
  }
}

/** The driver gave what is no record, or the clock no time. */
function failureOf(error: unknown): KvFailure {
  return isA(error, KvFault) ? error : { code: 'UNKNOWN', cause: describeCause(error) };
}

/** A read of one key on behalf of all who ask for it while it is under way. */
class SharedRead extends ReadParcel implements Reading, Asker<KvRecord | undefined> {
  override valuesOnly = false;
  isWaiting = true;
  carrier: Carrier | undefined = undefined;
  readonly since: number;
  readonly #call: Call;
  readonly #cache: NearCache;

  constructor(key: string, since: number, call: Call, cache: NearCache) {
    super(key);
    this.since = since;
    this.#call = call;
    this.#cache = cache;
  }

  send(reads: Reads): void {
    this.#cache.readBegan(this);
    reads.readOne(this.key, this.#call, this);
  }

  override settle(outcome: Outcome<KvRecord | undefined>): void {
    if (!this.isWaiting) return;
    this.isWaiting = false;
    try {
      this.#cache.readEnded(this, outcome, this.#call);
    } catch (error) {
      super.settle({ ok: false, error: failureOf(error) });
      return;
    }
    super.settle(outcome);
  }

  override leave(): void {
    super.leave();
    if (this.wanted > 0 || !this.isWaiting) return;
    this.isWaiting = false;
    this.#cache.readEnded(this, undefined, this.#call);
    this.carrier?.leave();
  }
}
