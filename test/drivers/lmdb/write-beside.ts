import { unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { KvError } from '../../../libs/kv-store/src/core/kv-error.js';
import { createKvStore } from '../../../libs/kv-store/src/create-kv-store.js';

/** Writes while the disk is filled by something else, and tells what was stored, what failed and what is not as it was. */
async function writeBeside(path: string): Promise<void> {
  const other = join(path, '../other');
  let kv = await createKvStore({ driver: 'lmdb', path });
  const stored = new Map<string, string>();
  const failures: Partial<KvError>[] = [];
  const set = async (key: string, value: string) => {
    try {
      await kv.set(key, value);
      stored.set(key, value);
    } catch (error) {
      const { code, retryable, outcome } = error as KvError;
      failures.push({ code, retryable, ...(outcome && { outcome }) });
    }
  };
  for (let index = 0; index < 50; index += 1) await set(`before-${index}`, 'x'.repeat(5_000));
  // The store has seen that there is room, and does not look again for a while.
  try {
    writeFileSync(other, Buffer.alloc(16 * 2 ** 20));
  } catch {
    // The disk is full now.
  }
  for (let round = 0; round < 20; round += 1) {
    const names = Array.from({ length: 10 }, (_, index) => `${round}-${index}`);
    await Promise.all(names.map((name) => set(name, name.repeat(2_000))));
  }
  const wrong: string[] = [];
  for (let opened = 0; opened < 2; opened += 1) {
    for (const [key, value] of stored) if ((await kv.get(key)) !== value) wrong.push(key);
    await kv.close();
    kv = await createKvStore({ driver: 'lmdb', path });
  }
  await kv.close();
  unlinkSync(other);
  console.log(JSON.stringify({ stored: stored.size, failures, wrong }));
}

void writeBeside(process.argv[3] ?? '');
