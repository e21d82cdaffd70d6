// Not by the package's name, which only jest knows here.
import { createKvStore } from '../../libs/kv-store/src/create-kv-store.js';
import type { KvDriver, KvRecordPage, KvRecordRange } from '../../libs/kv-store/src/core/kv-driver.js';

const count = Number(process.argv[3]);
const valueSize = 4_096;

/** A back end of very many entries, which it makes up when they are asked for. */
const driver: KvDriver = {
  name: 'endless',
  limits: { keyBytes: 1_024, entryBytes: 262_144 },
  details: {},
  open: () => Promise.resolve(),
  close: () => Promise.resolve(),
  ping: () => Promise.resolve({}),
  read: (keys) => Promise.resolve(keys.map(() => ({ ok: true, value: undefined }))),
  write: (changes) => Promise.resolve(changes.map(() => ({ ok: true, value: undefined }))),
  swap: () => Promise.resolve(undefined),
  list: ({ cursor = '0', limit }) => Promise.resolve(pageAt(Number(cursor), limit)),
  classify: () => ({ code: 'UNKNOWN' }),
};

function pageAt(start: number, limit: KvRecordRange['limit']): KvRecordPage {
  const size = Math.min(limit, count - start);
  const records = Array.from({ length: size }, (_, index) => ({
    key: `key-${start + index}`,
    // Not one string many times.
    value: Buffer.alloc(valueSize, start + index).toString('latin1'),
    version: '1',
  }));
  return start + size < count ? { records, cursor: String(start + size) } : { records };
}

async function walk(): Promise<object> {
  await using kv = await createKvStore({ driver });
  let bytes = 0;
  for await (const { value } of kv.entries()) bytes += value.length;
  let keys = 0;
  for await (const key of kv.keys()) keys += Number(key !== '');
  return { bytes, keys, cleared: await kv.clear({ all: true }) };
}

walk().then(
  (seen) => process.send?.(seen),
  (error: unknown) => process.send?.({ error: String(error) }),
);
