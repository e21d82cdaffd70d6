import { type Came, refuse, versionIn } from './outcomes.js';

/** How a value is stored. What a store writes is text; the others come from elsewhere. */
export type Form = 'text' | 'bytes' | 'not UTF-8' | 'no value';

interface Entry {
  readonly value: string;
  readonly form: Form;
  expiresAt: number | undefined;
  /** As seen since the last change; undefined where no answer has shown it yet. */
  version: string | undefined;
}

/** What a store is by its contract, without a back end. Each method does what the call of that name promises. */
export class Model {
  readonly #entries = new Map<string, Entry>();
  /** The value that each version was ever seen with: an equal version means an equal value. */
  readonly #valueOf = new Map<string, string>();
  readonly #versionsOf = new Map<string, string[]>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get(key: string, now?: number): string | undefined {
    const entry = this.live(key, now);
    return entry && textOf(entry);
  }

  getOrThrow(key: string): string {
    return this.get(key) ?? refuse('NOT_FOUND');
  }

  getEntry(key: string, name: string, came: Came): object | undefined {
    const entry = this.live(key);
    if (!entry) return undefined;
    const value = textOf(entry);
    const seen = { key: name, value, version: this.#see(key, entry, versionIn(came)) };
    return entry.expiresAt === undefined ? seen : { ...seen, expiresAt: entry.expiresAt };
  }

  has(key: string): boolean {
    const entry = this.live(key);
    if (entry?.form === 'no value') refuse('CORRUPT');
    return entry !== undefined;
  }

  put(key: string, value: string, expiresAt?: number, form: Form = 'text'): void {
    this.#entries.set(key, { value, form, expiresAt, version: undefined });
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  create(key: string, value: string, expiresAt: number | undefined, came: Came): object {
    return this.live(key) ? { ok: false } : this.#commit(key, value, expiresAt, came);
  }

  replaceIf(key: string, value: string, version: string, expiresAt: number | undefined, came: Came): object {
    const { ok } = ('gave' in came ? came.gave : {}) as { ok?: boolean };
    return this.#hasVersion(key, version, ok) ? this.#commit(key, value, expiresAt, came) : { ok: false };
  }

  deleteIf(key: string, version: string, came: Came): boolean {
    const holds = this.#hasVersion(key, version, 'gave' in came && came.gave === true);
    if (holds) this.delete(key);
    return holds;
  }

  /** @param expiresAt Of an entry that is made of nothing. */
  change(key: string, value: string | undefined, expiresAt: number | undefined): void {
    const entry = this.live(key);
    if (value === undefined) this.delete(key);
    else this.put(key, value, entry ? entry.expiresAt : expiresAt);
  }

  take(key: string): string | undefined {
    const entry = this.live(key);
    if (!entry) return undefined;
    // What cannot be handed over stays, perhaps written anew.
    if (entry.form === 'not UTF-8') entry.version = undefined;
    const text = textOf(entry);
    this.delete(key);
    return text;
  }

  increment(key: string, by: number, expiresAt: number | undefined): number {
    const entry = this.live(key) ?? { value: '0', form: 'text' };
    if (entry.form === 'no value') refuse('CORRUPT');
    if (entry.form === 'not UTF-8' || !isCount(entry.value)) refuse('INVALID_ARGUMENT');
    const sum = String(BigInt(entry.value) + BigInt(by));
    if (!isCount(sum)) refuse('INVALID_ARGUMENT');
    this.change(key, sum, expiresAt);
    return Number(sum);
  }

  touch(key: string, expiresAt: number | undefined): boolean {
    const entry = this.live(key);
    if (!entry) return false;
    entry.expiresAt = expiresAt;
    entry.version = undefined;
    return true;
  }

  /** What can be read of what is in a range, by key. */
  list(prefix: string, decoded: boolean): { key: string; value: string }[] {
    const found = [...this.#entries.keys()].filter((key) => key.startsWith(prefix)).sort();
    return found.flatMap((key) => {
      const entry = this.live(key);
      if (!entry || entry.form === 'no value') return [];
      return [{ key, value: decoded ? textOf(entry) : '' }];
    });
  }

  /** Leaves what no list gives. */
  clear(prefix: string): number {
    const cleared = this.list(prefix, false);
    for (const { key } of cleared) this.delete(key);
    return cleared.length;
  }

  live(key: string, now = this.#now()): Entry | undefined {
    const entry = this.#entries.get(key);
    return entry && (entry.expiresAt ?? Infinity) > now ? entry : undefined;
  }

  /** The version of the key that was seen last, or so many before. */
  versionSeen(key: string, before: number): string | undefined {
    return this.#versionsOf.get(key)?.at(-1 - before);
  }

  #commit(key: string, value: string, expiresAt: number | undefined, came: Came): object {
    const entry: Entry = { value, form: 'text', expiresAt, version: undefined };
    this.#entries.set(key, entry);
    return { ok: true, version: this.#see(key, entry, versionIn(came)) };
  }

  /** Whether the entry has the version; where the contract leaves that open, `answered`. */
  #hasVersion(key: string, version: string, answered = false): boolean {
    const entry = this.live(key);
    if (!entry) return false;
    if (entry.version !== undefined) return entry.version === version;
    return this.#valueOf.get(version) === entry.value && answered;
  }

  /** The version that the entry must have, which is any that no other value had where none is known yet. */
  #see(key: string, entry: Entry, version: string): string {
    if (entry.version !== undefined) return entry.version;
    if (!/^[\w:.~-]+$/.test(version)) return 'one that is safe in a URL';
    if ((this.#valueOf.get(version) ?? entry.value) !== entry.value) return 'one that no other value had';
    this.#valueOf.set(version, entry.value);
    const versions = this.#versionsOf.get(key) ?? [];
    this.#versionsOf.set(key, versions.includes(version) ? versions : [...versions, version]);
    return (entry.version = version);
  }
}

function textOf({ value, form }: Entry): string {
  return form === 'text' || form === 'bytes' ? value : refuse('CORRUPT');
}

/** A whole number in plain decimal within ±(2^53 − 1). */
function isCount(text: string): boolean {
  if (!/^-?\d+$/.test(text)) return false;
  const most = 2n ** 53n - 1n;
  const count = BigInt(text);
  return String(count) === text && count >= -most && count <= most;
}
