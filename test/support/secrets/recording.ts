import { shapesOf } from './shapes.js';
import { type Find, Search } from './search.js';

/** Where something leaves the product. */
export type Channel =
  | 'console'
  | 'errors'
  | 'health'
  | 'log'
  | 'metrics'
  | 'notices'
  | 'observers'
  | 'output'
  | 'traces'
  | 'warnings';

/** Shorter ones, and plain words, are in many a sentence by chance. */
const isTellable = (secret: string) =>
  secret.length >= 7 && !/^[a-z]*$/i.test(secret) && new Set(secret).size > 4;

/** All that has left the product, and the secrets that went in. */
export class Recording {
  /** Public calls that were made. */
  calls = 0;
  /** Errors that callers got, by their code. */
  readonly errors = new Map<string, number>();
  readonly #secrets = new Set<string>();
  readonly #texts = new Map<Channel, Set<string>>();

  get secrets(): number {
    return this.#secrets.size;
  }

  readonly note = (secret: unknown): void => {
    if (typeof secret === 'string' && isTellable(secret)) this.#secrets.add(secret);
  };

  add(channel: Channel, text: string): void {
    const texts = this.#texts.get(channel);
    if (texts) texts.add(text);
    else this.#texts.set(channel, new Set([text]));
  }

  addError(error: unknown): void {
    const code = String((error as { code?: unknown } | null)?.code);
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
    for (const shape of shapesOf(error)) this.add('errors', shape);
  }

  /** Texts that differ, by channel. */
  get amounts(): Partial<Record<Channel, number>> {
    return Object.fromEntries([...this.#texts].map(([channel, { size }]) => [channel, size]));
  }

  /** The first find on each channel. None, where nothing leaked. */
  leaks(): Partial<Record<Channel, Find>> {
    const search = new Search(this.#secrets);
    const found = [...this.#texts].flatMap(([channel, texts]) => {
      const find = [...texts].map((text) => search.in(text)).find((one) => one !== undefined);
      return find ? [[channel, find] as const] : [];
    });
    return Object.fromEntries(found);
  }
}
