import type { KvEntry, KvPageRange, KvStore } from '../../../core/kv-store.js';
import { all, failure } from '../assertions.js';
import type { Runner } from '../runner.js';
import type { Subject } from '../subject.js';

/** Declares a test of lists; where the driver has none, every list must say so. */
export function listTest(subject: Subject, runner: Runner, title: string, test: () => Promise<void>): void {
  runner.it(title, async () => {
    if (subject.driver.list) {
      await test();
      return;
    }
    const { kv } = subject;
    await failure(all(kv.keys()), 'UNSUPPORTED');
    await failure(all(kv.entries()), 'UNSUPPORTED');
    await failure(kv.page(), 'UNSUPPORTED');
    await failure(kv.clear({ prefix: subject.key() }), 'UNSUPPORTED');
  });
}

/** A list is in no order, and may give a key twice. */
export function distinct(keys: readonly string[]): string[] {
  return [...new Set(keys)].sort();
}

export async function keysOf(kv: KvStore, prefix?: string): Promise<string[]> {
  return distinct(await all(kv.keys({ prefix })));
}

/** A namespace that nothing is in but entries under `keys`, each its own value. */
export async function folderOf(kv: KvStore, name: string, keys: readonly string[]): Promise<KvStore> {
  const folder = kv.namespace(name);
  await folder.setMany(keys.map((key) => [key, key]));
  return folder;
}

/** The entries of all pages. */
export async function allPages<T>(kv: KvStore<T>, range: KvPageRange): Promise<KvEntry<T>[]> {
  const entries: KvEntry<T>[] = [];
  let cursor: string | undefined;
  do {
    const page = await kv.page({ ...range, cursor });
    entries.push(...page.entries);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return entries;
}
