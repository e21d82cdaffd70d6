import { createKvStore } from '../../../libs/kv-store/src/create-kv-store.js';

/** Opens a store at a moment that others may know as well, counts, and tells each count. */
async function count(path: string, at: number, times: number): Promise<void> {
  while (Date.now() < at);
  const kv = await createKvStore({ driver: 'lmdb', path });
  const counts: number[] = [];
  for (let made = 0; made < times; made += 1) counts.push(await kv.increment('count'));
  await kv.close();
  console.log(JSON.stringify(counts));
}

const [path = '', at = '', times = ''] = process.argv.slice(3);
void count(path, Number(at), Number(times));
