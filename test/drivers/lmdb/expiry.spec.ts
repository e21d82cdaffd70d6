import { join } from 'node:path';

import type { KvChange, KvDriverCall } from 'nestjs-kv-store';

import { Changes } from '../../../libs/kv-store/src/drivers/lmdb/changes.js';
import { Environment } from '../../../libs/kv-store/src/drivers/lmdb/environment.js';
import { Sweeper } from '../../../libs/kv-store/src/drivers/lmdb/sweeper.js';
import { newFolder } from './folder.js';
import { Raw, record, row } from './raw.js';

const folder = newFolder();
const start = Date.now();
const options = { mapSize: 2 ** 30, sync: 'survives-power-loss' as const };

describe('what has expired in LMDB', () => {
  let now = start;
  let count = 0;
  let path = '';
  let raw: Raw;
  let environment: Environment;
  let changes: Changes;
  let sweeper: Sweeper;
  const notice = jest.fn<undefined, [string]>();
  const call: KvDriverCall = { consistency: 'strong', now: () => now, notice };
  const put = (key: string, expiresAt?: number): KvChange => ({ type: 'put', key, value: key, expiresAt });
  const keys = () => [...raw.entries.getKeys({ start: Buffer.alloc(1) })].map(String);

  beforeEach(async () => {
    now = start;
    path = join(folder, String((count += 1)));
    environment = await Environment.open({ path, ...options });
    changes = new Changes(environment);
    sweeper = new Sweeper(environment, call);
    raw = new Raw(path);
    notice.mockClear();
  });
  afterEach(async () => {
    await sweeper.stop();
    await raw.close();
    await environment.close();
  });

  it('is removed, however much there is, and nothing else', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => put(`past-${String(index)}`, start + index));
    await changes.write([...many, put('next', start + 1_000), put('ever')], call);
    now = start + 999;
    await sweeper.sweep();
    expect(keys()).toEqual(['ever', 'next']);
    expect(raw.rows()).toEqual([[start + 1_000, 'next']]);
    now += 1;
    await sweeper.sweep();
    expect(keys()).toEqual(['ever']);
    expect(raw.rows()).toEqual([]);
    expect(notice).not.toHaveBeenCalled();
  });

  it('is looked at again when it is removed: what was written since then stays', async () => {
    await changes.write([put('touched', start), put('replaced', start), put('kept', start)], call);
    const swept = sweeper.sweep();
    await changes.write([put('touched', start + 9_000), put('replaced')], call);
    await swept;
    await sweeper.sweep();
    expect(keys()).toEqual(['replaced', 'touched']);
    expect(raw.rows()).toEqual([[start + 9_000, 'touched']]);
  });

  it('is removed by its entry: a row of another program that fits none goes alone', async () => {
    await changes.write([put('ever'), put('later', start + 9_000)], call);
    await raw.put('other', Buffer.from('no record'));
    const odd = [row(start, 'ever'), row(start, 'later'), row(start, 'other'), row(start, 'none')];
    const none = [row(start, ''), Buffer.alloc(3), Buffer.concat([row(start, ''), Buffer.from([0xff])])];
    for (const one of [...odd, ...none]) await raw.expiries.put(one, Buffer.alloc(0));
    await sweeper.sweep();
    expect(keys()).toEqual(['ever', 'later', 'other']);
    expect(raw.rows()).toEqual([[start + 9_000, 'later']]);
  });

  it('is removed while others read and write, in small transactions', async () => {
    const many = Array.from({ length: 5_000 }, (_, index) => put(`past-${String(index)}`, start));
    await changes.write(many, call);
    const swept = sweeper.sweep();
    const left: number[] = [];
    while (raw.rows().length > 0) {
      await changes.increment('count', 1, undefined, call);
      left.push(raw.rows().length);
    }
    await swept;
    expect(new Set(left).size).toBeGreaterThan(5);
    expect(keys()).toEqual(['count']);
  });

  it('is removed by several sweepers side by side', async () => {
    const other = await Environment.open({ path, ...options });
    const others = new Sweeper(other, call);
    const many = Array.from({ length: 2_000 }, (_, index) => put(`past-${String(index)}`, start));
    await changes.write([...many, put('ever')], call);
    await Promise.all([sweeper.sweep(), others.sweep()]);
    expect(keys()).toEqual(['ever']);
    await others.stop();
    await other.close();
  });

  it('is left where the store is closed meanwhile', async () => {
    const many = Array.from({ length: 5_000 }, (_, index) => put(`past-${String(index)}`, start));
    await changes.write(many, call);
    void sweeper.sweep();
    await sweeper.stop();
    expect(keys().length).toBeGreaterThan(4_000);
  });

  it('is reported once when it cannot be removed', async () => {
    await changes.write([put('past', start)], call);
    jest.spyOn(environment.transactions, 'run').mockRejectedValue(new Error('The disk has failed.'));
    await sweeper.sweep();
    await sweeper.sweep();
    expect(notice.mock.calls).toEqual([[expect.stringMatching(/^Expired entries cannot be removed/)]]);
    jest.restoreAllMocks();
  });

  it('has no row any more where it was replaced in the same transaction', async () => {
    await Promise.all([
      changes.write([put('other'), put('key', start + 60_000)], call),
      changes.write([put('key')], call),
    ]);
    expect(raw.rows()).toEqual([]);
    expect(keys()).toEqual(['key', 'other']);
  });

  it('may be of a record by another program', async () => {
    await raw.put('other', record('value', start));
    await raw.expiries.put(row(start, 'other'), Buffer.alloc(0));
    await sweeper.sweep();
    expect(keys()).toEqual([]);
  });
});
