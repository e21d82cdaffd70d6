import { createKvStore } from '../create-kv-store.js';
import { createMemoryDriver } from '../drivers/memory/memory.driver.js';
import type { KvDriver, KvRecordPage } from './kv-driver.js';

/** A store on a driver whose pages are wrong. */
function storeOf(list: () => KvRecordPage) {
  const memory = createMemoryDriver();
  const driver: KvDriver = {
    name: 'wrong',
    limits: memory.limits,
    details: {},
    open: () => Promise.resolve(),
    close: () => Promise.resolve(),
    ping: (call) => memory.ping(call),
    read: (keys, call) => memory.read(keys, call),
    write: (changes, call) => memory.write(changes, call),
    swap: (change, expected, call) => memory.swap(change, expected, call),
    list: () => Promise.resolve(list()),
    classify: (error) => memory.classify(error),
  };
  return createKvStore({ driver });
}

async function keysOf(list: AsyncIterable<string>): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of list) keys.push(key);
  return keys;
}

describe('a list', () => {
  const record = (key: string) => ({ key, value: 'value', version: '1' });

  it('shows and clears nothing that is outside of its range, whatever the driver gives', async () => {
    await using kv = await storeOf(() => ({ records: ['in:a', 'in:b', 'out:a', 'other'].map(record) }));
    const within = kv.namespace('in');
    expect(await keysOf(within.keys())).toEqual(['a', 'b']);
    expect(await keysOf(within.keys({ prefix: 'b' }))).toEqual(['b']);
    expect((await within.page()).entries.map(({ key }) => key)).toEqual(['a', 'b']);
    await kv.set('other', 'value');
    expect(await within.clear()).toBe(2);
    expect(await kv.get('other')).toBe('value');
  });

  it('ends where the driver would begin the same page for ever', async () => {
    await using kv = await storeOf(() => ({ records: [record('a')], cursor: 'here' }));
    await expect(keysOf(kv.keys())).rejects.toMatchObject({
      code: 'UNKNOWN',
      message: expect.stringContaining('gave the same cursor again') as string,
    });
  });
});
