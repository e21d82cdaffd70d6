import type { KvStore } from 'nestjs-kv-store';

import { patiently } from './specimen.js';

/** Whose methods are called. */
export const theFolder = 'fuzzed';

/** Beside that folder, by names that look like it. */
const names = [
  'fuzzed',
  'fuzze',
  'fuzzed0',
  'fuzzed;',
  'fuzzed 9',
  'fuzzedfuzzed:a',
  'other:a',
  'other:fuzzed:a',
  ':fuzzed:a',
  'a',
  'b',
  'c',
  'still',
  'many0',
  '__proto__',
  'constructor',
];

/** Entries that no call in the folder may reach. */
export class Neighbours {
  readonly #kv: KvStore;
  readonly #versions: readonly (string | undefined)[];

  private constructor(kv: KvStore, versions: readonly (string | undefined)[]) {
    this.#kv = kv;
    this.#versions = versions;
  }

  static async settle(kv: KvStore): Promise<Neighbours> {
    await kv.setMany(
      names.map((name) => [name, valueOf(name)]),
      patiently,
    );
    return new Neighbours(kv, await versionsOf(kv));
  }

  async expectUnharmed(): Promise<void> {
    const there = await this.#kv.getMany(names, { consistency: 'strong', ...patiently });
    if (there.some((value, index) => value !== valueOf(names[index] ?? ''))) {
      throw new Error('An entry outside of the namespace was changed.');
    }
  }

  /** Also that nothing came to stand beside them. */
  async expectAlone(): Promise<void> {
    await this.expectUnharmed();
    const outside = new Set<string>();
    for await (const key of this.#kv.keys(patiently)) if (!key.startsWith(`${theFolder}:`)) outside.add(key);
    expect([...outside].sort()).toEqual([...names].sort());
    expect(await versionsOf(this.#kv)).toEqual(this.#versions);
  }
}

const valueOf = (name: string) => `the value of ${name}`;

async function versionsOf(kv: KvStore): Promise<(string | undefined)[]> {
  return Promise.all(names.map(async (name) => (await kv.getEntry(name, patiently))?.version));
}
