import { setTimeout as pause } from 'node:timers/promises';

// The types alone, for child processes run this too and know no package of ours.
import type {
  KvChange,
  KvDriver,
  KvDriverCall,
  KvFailure,
  KvRecord,
  KvResult,
  KvVersion,
} from 'nestjs-kv-store';

/** A back end far away with little room, which can fall silent or be down, and keeps books of all that it is sent. */
export class BackEnd implements KvDriver {
  readonly name = 'flooded';
  readonly limits = { keyBytes: 1_024, entryBytes: 262_144 };
  readonly details = {};
  readonly coalescing = { reads: 100, writes: 25, inFlight: 2 };
  /** 'silent': what comes is never answered. */
  state: 'up' | 'silent' | 'down' = 'up';
  /** Which requests are not answered while it is up. */
  silences: (verb: 'read' | 'write' | 'swap') => boolean = () => false;
  /** Milliseconds that a request takes; 0 is a turn of the event loop. */
  latency = 0;
  /** Whether it refuses this value. */
  refuses: (value: string) => boolean = () => false;
  requests = 0;
  /** The keys that it was asked for, or asked to change, in the order of asking. */
  asked: string[] = [];
  inFlight = 0;
  mostInFlight = 0;
  /** By key, what it held one after the other: undefined where it was deleted. */
  readonly history = new Map<string, (string | undefined)[]>();
  readonly #records = new Map<string, KvRecord>();
  #version = 0;

  open = (): Promise<void> => Promise.resolve();
  close = (): Promise<void> => Promise.resolve();
  ping = (): Promise<Record<string, string>> => Promise.resolve({});

  read(keys: readonly string[], call: KvDriverCall): Promise<KvResult<KvRecord | undefined>[]> {
    return this.#serve('read', keys, call, () =>
      keys.map((key) => ({ ok: true, value: this.#records.get(key) })),
    );
  }

  write(changes: readonly KvChange[], call: KvDriverCall): Promise<KvResult<void>[]> {
    const keys = changes.map(({ key }) => key);
    return this.#serve('write', keys, call, () => changes.map((change) => this.#write(change)));
  }

  swap(
    change: KvChange,
    expected: KvVersion | undefined,
    call: KvDriverCall,
  ): Promise<KvVersion | undefined> {
    return this.#serve('swap', [change.key], call, () => {
      if (this.#records.get(change.key)?.version !== expected) return undefined;
      this.#write(change);
      return change.type === 'delete' ? expected : String(this.#version);
    });
  }

  classify = (error: unknown): KvFailure => ({
    code: (error as Error).message === 'refused' ? 'INVALID_ARGUMENT' : 'UNAVAILABLE',
  });

  #write(change: KvChange): KvResult<void> {
    const value = change.type === 'put' ? String(change.value) : undefined;
    if (value !== undefined && this.refuses(value)) return { ok: false, error: new Error('refused') };
    if (value === undefined) this.#records.delete(change.key);
    else this.#records.set(change.key, { value, version: String((this.#version += 1)) });
    const before = this.history.get(change.key);
    if (before) before.push(value);
    else this.history.set(change.key, [value]);
    return { ok: true, value: undefined };
  }

  /** Until nobody waits for it any more a request takes room. */
  async #serve<R>(
    verb: 'read' | 'write' | 'swap',
    keys: readonly string[],
    call: KvDriverCall,
    work: () => R,
  ): Promise<R> {
    this.requests += 1;
    for (const key of keys) this.asked.push(key);
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      if (this.state === 'silent' || this.silences(verb)) {
        await new Promise<void>((leave) => {
          call.onAbort?.(leave);
        });
        throw new Error('aborted');
      }
      await (this.latency > 0 ? pause(this.latency) : new Promise(setImmediate));
      // Before it is asked to.
      if (this.state !== 'up') throw new Error('down');
      return work();
    } finally {
      this.inFlight -= 1;
    }
  }
}
