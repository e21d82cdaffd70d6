import { createKvStore } from '../../../libs/kv-store/src/create-kv-store.js';

/** Counts, and tells under its name what it has read. */
async function work(path: string, name: string): Promise<void> {
  const kv = await createKvStore({ driver: 'lmdb', path });
  for (let round = 0; round < 100; round += 1) await kv.increment('count');
  await kv.set(name, (await kv.get('key')) ?? 'nothing');
  await kv.close();
}

const [path = '', name = ''] = process.argv.slice(3);
void work(path, name);
