import { createKvStore } from '../../../libs/kv-store/src/create-kv-store.js';

/** Opens a store and closes it, again and again, and tells at the end how often. */
async function openAgainAndAgain(path: string, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  let count = 0;
  for (; performance.now() < end; count += 1) {
    const kv = await createKvStore({ driver: 'lmdb', path });
    await kv.close();
  }
  console.log(count);
}

const [path = '', milliseconds = ''] = process.argv.slice(3);
void openAgainAndAgain(path, Number(milliseconds));
