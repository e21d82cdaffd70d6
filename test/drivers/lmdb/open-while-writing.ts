// Run by sharing.spec.ts in a process of its own, which a lock on its one thread would hold up for good.
import { createKvStore } from '../../../libs/kv-store/src/create-kv-store.js';

const [, , , path = ''] = process.argv;
const openings = 100;

async function run(): Promise<void> {
  const kv = await createKvStore({ driver: 'lmdb', path });
  let isOver = false;
  const writers = Array.from({ length: 5 }, async () => {
    while (!isOver) await kv.increment('count');
  });
  for (let opening = 0; opening < openings; opening += 1) {
    const another = await createKvStore({ driver: 'lmdb', path });
    await another.increment('another');
    await another.close();
  }
  isOver = true;
  await Promise.all(writers);
  process.stdout.write(`${(await kv.get('another')) ?? ''} ${(await kv.get('count')) ?? ''}`);
  await kv.close();
}

void run();
