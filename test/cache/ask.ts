// Not by the package's name, which only jest knows here.
import { createKvStore } from '../../libs/kv-store/src/create-kv-store.js';
import type { KvDriver } from '../../libs/kv-store/src/core/kv-driver.js';

const count = Number(process.argv[3]);
const valueSize = 1_024;

/** A back end of very many entries, which it makes up when it is asked for. Under one key in ten there is nothing. */
const driver: KvDriver = {
  name: 'endless',
  limits: { keyBytes: 1_024, entryBytes: 262_144 },
  details: {},
  open: () => Promise.resolve(),
  close: () => Promise.resolve(),
  ping: () => Promise.resolve({}),
  read: (keys) => Promise.resolve(keys.map((key) => ({ ok: true, value: recordOf(key) }))),
  write: (changes) => Promise.resolve(changes.map(() => ({ ok: true, value: undefined }))),
  swap: () => Promise.resolve('1'),
  classify: () => ({ code: 'UNKNOWN' }),
};

function recordOf(key: string) {
  // Not one string many times.
  return key.endsWith('0')
    ? undefined
    : { value: Buffer.alloc(valueSize, key).toString('latin1'), version: '1' };
}

async function ask(): Promise<object> {
  await using kv = await createKvStore({ driver, cache: { max: 1_000, ttl: 60_000, misses: true } });
  let bytes = 0;
  for (let asked = 0; asked < count; asked += 100) {
    const keys = Array.from({ length: 100 }, (_, index) => `key-${asked + index}`);
    const values = await Promise.all(keys.map((key) => kv.get(key)));
    for (const value of values) bytes += value?.length ?? 0;
    await kv.setMany(keys.slice(0, 10).map((key) => [key, 'changed']));
  }
  return { bytes };
}

ask().then(
  (seen) => process.send?.(seen),
  (error: unknown) => process.send?.({ error: String(error) }),
);
