import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createKvStore, type OpenKvStore } from 'nestjs-kv-store';

import {
  breaking,
  connectionTo,
  openOn,
  refusing,
  startStub,
  type StubDynamoDb,
  tableName,
} from '../../support/stub-dynamodb/index.js';

/** Milliseconds. AWS refuses what was signed five minutes ago. */
const anHour = 3_600_000;

describe.each([
  ['behind', anHour],
  ['ahead', -anHour],
])('a clock that is an hour %s', (_, clockAhead) => {
  let stub: StubDynamoDb;
  const stores: (() => unknown)[] = [];
  beforeEach(async () => {
    stub = await startStub();
    stub.clockAhead = clockAhead;
  });
  afterEach(async () => {
    expect(stub.sentTwice).toEqual([]);
    for (const close of stores.splice(0)) await close();
    await stub.stop();
  });

  const ours = async () => {
    const kv = await openOn(stub);
    stores.push(() => kv.close());
    return kv;
  };
  const onLent = async () => {
    const client = new DynamoDBClient(connectionTo(stub));
    const kv = await createKvStore({ driver: 'dynamodb', table: tableName, client });
    stores.push(
      () => kv.close(),
      () => {
        client.destroy();
      },
    );
    return kv;
  };
  /** All is well until the store is open, and then the clock jumps. */
  const jumping = async () => {
    stub.clockAhead = 0;
    const kv = await ours();
    stub.clockAhead = clockAhead;
    stub.requests = [];
    return kv;
  };

  describe.each<[string, () => Promise<OpenKvStore>]>([
    ['from the start', ours],
    ['that jumps', jumping],
    ['with a client handed in', onLent],
  ])('%s', (__, open) => {
    it('is put right by the SDK, whatever comes first', async () => {
      await (await open()).set('key', 'value');
      expect(await (await open()).get('key')).toBe('value');
      expect(await (await open()).getMany(['key', 'other'])).toEqual(['value', undefined]);
      await (
        await open()
      ).setMany([
        ['key', 'new'],
        ['other', 'new'],
      ]);
      expect(await (await open()).create('third', 'value')).toMatchObject({ ok: true });
      expect(await (await open()).increment('count')).toBe(1);
      expect(await (await open()).touch('key', null)).toBe(true);
      expect(await (await open()).take('key')).toBe('new');
      expect(await (await open()).healthCheck()).toMatchObject({ status: 'up' });
      expect([...stub.items().keys()].sort()).toEqual(['count', 'other', 'third']);
    });

    it('changes nothing of what conditions come to', async () => {
      const kv = await open();
      const commit = await kv.create('key', '1');
      const version = commit.ok ? commit.version : 'none';
      expect(await kv.create('key', '2')).toEqual({ ok: false });
      expect(await kv.replaceIf('key', '2', 'another')).toEqual({ ok: false });
      expect(await kv.replaceIf('none', '2', version)).toEqual({ ok: false });
      expect(await kv.deleteIf('key', 'another')).toBe(false);
      expect(await kv.touch('none', 1_000)).toBe(false);
      expect(await kv.take('none')).toBeUndefined();
      expect(await kv.increment('key')).toBe(2);
      expect(await kv.update('key', (value) => `${value ?? ''}0`)).toBe('20');
      expect(await kv.get('key')).toBe('20');
    });
  });

  it('costs one request more, and none once it is known', async () => {
    const kv = await jumping();
    await kv.create('key', 'value');
    expect(stub.counts).toEqual({ PutItem: 2 });
    stub.requests = [];
    await kv.create('key', 'value');
    await kv.increment('count');
    expect(stub.counts).toEqual({ PutItem: 1, UpdateItem: 1 });
  });

  it('that jumps to and fro never has a change made twice', async () => {
    const kv = await ours();
    let sum = 0;
    for (let turn = 0; turn < 6; turn += 1) {
      stub.clockAhead = turn % 2 === 0 ? 0 : clockAhead;
      const counts = await Promise.all(Array.from({ length: 5 }, () => kv.increment('count')));
      sum += counts.length;
    }
    expect(await kv.get('count')).toBe(String(sum));
  });

  it('leaves refusals what they are: of a policy, and of a change that may have been made', async () => {
    const kv = await ours();
    stub.befall('PutItem', refusing('AccessDeniedException'));
    await expect(kv.create('key', 'value')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    stub.befall('DeleteItem', breaking(false));
    stub.requests = [];
    await expect(kv.take('key')).rejects.toMatchObject({ code: 'UNAVAILABLE', outcome: 'unknown' });
    expect(stub.counts).toEqual({ DeleteItem: 1 });
  });
});

it('a clock that the SDK is told to leave as it is gets the advice to put it right', async () => {
  const stub = await startStub();
  try {
    stub.clockAhead = anHour;
    const opening = openOn(stub, { clientConfig: { disableClockSkewCorrection: true } });
    await expect(opening).rejects.toMatchObject({ code: 'PERMISSION_DENIED', retryable: false });
    await expect(opening).rejects.toThrow("this machine's clock");
    expect(stub.requests.length).toBeLessThanOrEqual(4);
  } finally {
    await stub.stop();
  }
});
