import { writeSync } from 'node:fs';

import { createKvStore } from '../../../libs/kv-store/src/create-kv-store.js';
import type { KvStoreOptions } from '../../../libs/kv-store/src/kv-store.options.js';
import { valueOf } from './value.js';

/** Side by side, each on keys of its own and on a counter that all share. */
const callers = 8;
const keysOfEach = 6;

let last = Date.now();
/** Not buffered: what was said stays said, whatever becomes of this process. */
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};
/** Says what is sent, before it is, and that it was answered. */
const told = async (changes: readonly string[], call: () => Promise<unknown>): Promise<void> => {
  const numbers = changes.map((change) => {
    last += 1;
    say(`sent ${last} ${change}`);
    return last;
  });
  const answer = await call();
  const isDone = answer !== false && (answer as { ok?: boolean } | undefined)?.ok !== false;
  for (const number of numbers) say(`${isDone ? 'done' : 'undone'} ${number}`);
};
const below = (count: number): number => Math.floor(Math.random() * count);
const lengths = [1, 100, 1_000, 3_000, 20_000, 200_000];

/** Changes one key after the other, in every way that there is, until the end. */
async function change(options: KvStoreOptions): Promise<void> {
  const kv = await createKvStore(options);
  say('open');
  const keys = Array.from({ length: callers }, (_, caller) =>
    Array.from({ length: keysOfEach }, (_, index) => `${caller}-${index}`),
  );
  const runs = keys.map(async (own) => {
    for (;;) {
      const key = own[below(own.length)] ?? '';
      const number = Date.now() * 100 + below(100);
      const length = lengths[below(lengths.length)] ?? 1;
      const put = (name: string) => `put ${name} ${number} ${length}`;
      const [value, more] = [valueOf(number, length), below(2) ? { ttl: 3_600_000 } : {}];
      const version = (await kv.getEntry(key))?.version ?? 'none';
      switch (below(8)) {
        case 0:
          await told([put(key)], () => kv.create(key, value, more));
          break;
        case 1:
          await told([put(key)], () => kv.replaceIf(key, value, version, more));
          break;
        case 2:
          await told([`delete ${key}`], () => kv.delete(key));
          break;
        case 3:
          await told([`delete ${key}`], () => kv.take(key));
          break;
        case 4:
          await told(own.map(put), () =>
            kv.setMany(
              own.map((name) => [name, value] as const),
              more,
            ),
          );
          break;
        case 5:
          await told(['count'], () => kv.increment('count'));
          break;
        default:
          await told([put(key)], () => kv.set(key, value, more));
      }
    }
  });
  await Promise.all(runs);
}

void change(JSON.parse(process.argv[3] ?? '') as KvStoreOptions);
