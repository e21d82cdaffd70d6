import { createKvStore } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';
import { BehindIam } from './behind-iam.js';
import { blocks, rows } from './guide.js';

// What docs/guides/dynamodb-in-production.md says that happens where a policy lacks an action, a test for each row.

const title = 'When an action is not allowed';
const [refusal = '', notices = ''] = blocks(title, 'text');
const [batchNotice = '', ttlNotice = ''] = notices.trim().split('\n');
const denied = { code: 'PERMISSION_DENIED', retryable: false };

describeWithDynamoDb('without', () => {
  const simple = new BehindIam('simple');
  const composite = new BehindIam('composite');
  const pairs = [
    ['some:1', 'a'],
    ['some:2', 'b'],
  ] as const;
  const keys = pairs.map(([key]) => key);

  const cases: Record<string, () => Promise<void>> = {
    async BatchGetItem() {
      await simple.kv.setMany(pairs);
      for (let times = 0; times < 3; times += 1) expect(await simple.kv.getMany(keys)).toEqual(['a', 'b']);
      expect(await Promise.all(keys.map((key) => simple.kv.get(key)))).toEqual(['a', 'b']);
      expect(simple.times('BatchGetItem')).toBe(1);
      expect(simple.notices).toEqual([batchNotice]);
    },

    async BatchWriteItem() {
      const { kv } = simple;
      await kv.setMany(pairs);
      await Promise.all(pairs.map(([key, value]) => kv.set(key, value)));
      expect(await kv.getMany(keys)).toEqual(['a', 'b']);
      await Promise.all(keys.map((key) => kv.delete(key)));
      await kv.setMany(pairs);
      await kv.deleteMany(keys);
      await kv.setMany(pairs);
      expect(await kv.clear({ prefix: 'some:' })).toBe(2);
      expect(simple.times('BatchWriteItem')).toBe(1);
      expect(simple.notices).toEqual([batchNotice.replace('BatchGetItem', 'BatchWriteItem')]);
    },

    async DescribeTable() {
      await simple.reopen();
      const { status, details } = await simple.kv.healthCheck();
      expect(status).toBe('up');
      expect(details['note']).toContain('DescribeTable');
      expect(simple.asked).toEqual({ allowed: ['GetItem'], denied: ['DescribeTable'] });
    },

    async 'DescribeTable and GetItem'() {
      await expect(simple.open()).rejects.toMatchObject(denied);
      expect(await simple.kv.healthCheck()).toMatchObject({ status: 'down' });
    },

    async 'GetItem and BatchGetItem'() {
      const { kv } = simple;
      for (const call of [() => kv.get('a'), () => kv.getMany(keys), () => kv.update('a', () => 'b')]) {
        await expect(call()).rejects.toMatchObject(denied);
      }
      await kv.set('a', 'b');
      await kv.create('a', 'b');
      await kv.touch('a', null);
      expect(await kv.take('a')).toBe('b');
      await kv.increment('a');
      await kv.delete('a');
    },

    async PutItem() {
      const { kv } = simple;
      const calls = [
        () => kv.set('a', 'b'),
        () => kv.create('a', 'b'),
        () => kv.replaceIf('a', 'b', 'version'),
        () => kv.update('a', () => 'b'),
      ];
      for (const call of calls) await expect(call()).rejects.toMatchObject(denied);
      await kv.setMany(pairs);
    },

    async UpdateItem() {
      await expect(simple.kv.touch('a', null)).rejects.toMatchObject(denied);
      await expect(simple.kv.increment('a')).rejects.toMatchObject(denied);
    },

    async DeleteItem() {
      const { kv } = simple;
      for (const call of [() => kv.delete('a'), () => kv.deleteIf('a', 'version'), () => kv.take('a')]) {
        await expect(call()).rejects.toMatchObject(denied);
      }
      await kv.deleteMany(keys);
    },

    async Scan() {
      for (const { kv } of [simple, composite]) await expect(kv.page()).rejects.toMatchObject(denied);
      await expect(simple.kv.namespace('some').page()).rejects.toMatchObject(denied);
      expect(await composite.kv.namespace('some').page()).toEqual({ entries: [] });
    },

    async Query() {
      await expect(composite.kv.namespace('some').page()).rejects.toMatchObject(denied);
      expect(await composite.kv.page()).toEqual({ entries: [] });
    },

    async CreateTable() {
      await (await simple.open({ createTable: true })).close();
      expect(simple.asked).toEqual({ allowed: ['DescribeTable'], denied: [] });
      const { table } = dynamoDbOptions();
      simple.allowFor(table, 'Health');
      await expect(simple.open({ table, createTable: true })).rejects.toMatchObject(denied);
    },

    async UpdateTimeToLive() {
      const { table } = dynamoDbOptions();
      simple.denyFor(table, 'UpdateTimeToLive');
      await (await simple.open({ table, createTable: true })).close();
      expect(simple.notices).toEqual([ttlNotice]);
    },
  };

  const told = rows(title).map(([without = '']) => without.replaceAll('`', ''));

  it('each of those that the guide speaks of is tried', () => {
    expect(Object.keys(cases)).toEqual(told);
    expect(told.length).toBeGreaterThan(9);
  });

  it.each(Object.entries(cases))('%s what the guide says happens', async (without, expectWhatHappens) => {
    for (const subject of [simple, composite]) subject.deny(...without.split(' and '));
    await expectWhatHappens();
  });

  it('an action the message names it, as the guide shows', async () => {
    simple.deny('GetItem');
    const error = (await simple.kv.get('key').catch((reason: unknown) => reason)) as Error;
    expect(error.message).toBe(refusal.trim());
  });
});

describeWithDynamoDb('a table that is missing', () => {
  it('keeps the store from opening, with the words that the guide shows', async () => {
    const { createTable: _, ...options } = dynamoDbOptions();
    const opening = createKvStore({ ...options, region: 'eu-west-1' });
    const error = (await opening.catch((reason: unknown) => reason)) as Error;
    const words = error.message.replaceAll(options.table, 'kv-store').replace(/, endpoint [^)]+/, '');
    expect(words).toBe(blocks('The table', 'text').join().trim());
  });
});
