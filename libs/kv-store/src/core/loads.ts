import type { Call } from './call.js';
import type { Stored } from './encoding.js';
import { KvError } from './kv-error.js';

/** What several callers of `getOrSet` wait for together. */
export interface Load {
  /** In whose name the work is done; cut off when nobody waits any more. */
  readonly call: Call;
  /** The call that began it. */
  readonly first: Call;
  /** Whether the caller's own part is done, and what is left is the back end's. */
  loaded: boolean;
  /** Whether the key was set, deleted or cleared since: what is loaded may be older than that, so it must not be stored. */
  overtaken: boolean;
  /** Whose result it will be, the first to ask first. */
  readonly waiting: Set<Call>;
  /** As the back end holds it, so that every caller decodes a value of its own. */
  result: Promise<Stored>;
}

/** The loads under way in this process, by key. */
export class Loads {
  readonly #underway = new Map<string, Load>();

  /** A `set` or `delete` of the key was called. */
  overtake(key: string): void {
    const load = this.#underway.get(key);
    if (!load) return;
    load.overtaken = true;
    this.#underway.delete(key);
  }

  /** A `clear` of what begins with the prefix was called. */
  overtakeAll(prefix: string): void {
    for (const key of this.#underway.keys()) if (key.startsWith(prefix)) this.overtake(key);
  }

  /** Joins the load under way, or starts `work` as one. */
  async join(key: string, call: Call, work: (load: Load) => Promise<Stored>): Promise<Stored> {
    call.throwIfCut();
    const underway = this.#underway.get(key);
    // The back end may never answer: joined for ever, such a load would never be given up.
    if (underway?.loaded && underway.first.cutOff) this.overtake(key);
    const load = this.#underway.get(key) ?? this.#start(key, call, work);
    load.waiting.add(call);
    const waiting = {
      cut: () => {
        load.waiting.delete(call);
        if (load.waiting.size > 0 || !call.cutOff) return;
        this.#forget(key, load);
        load.call.cut(call.cutOff);
      },
    };
    call.begin(waiting);
    // Of what takes its time the load is nearly all.
    call.awaitsCaller = true;
    try {
      return await load.result;
    } catch (error) {
      // To each the error of his own call.
      throw error instanceof KvError ? call.ownError(error) : error;
    } finally {
      call.end(waiting);
    }
  }

  #start(key: string, first: Call, work: (load: Load) => Promise<Stored>): Load {
    const waiting = new Set([first]);
    const load: Load = {
      call: first.forAll(waiting),
      first,
      loaded: false,
      overtaken: false,
      waiting,
      result: Promise.resolve(''),
    };
    this.#underway.set(key, load);
    load.result = work(load).finally(() => {
      this.#forget(key, load);
    });
    // Whoever waits hears of it; a call that was cut off does not.
    load.result.catch(() => undefined);
    return load;
  }

  #forget(key: string, load: Load): void {
    if (this.#underway.get(key) === load) this.#underway.delete(key);
  }
}
