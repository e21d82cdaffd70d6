import { createKvStore, type OpenKvStore } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';
import { rows, section } from './guide.js';

// What docs/guides/dynamodb-in-production.md says that calls cost, against what DynamoDB Local says that they consumed.

interface Units {
  read: number;
  write: number;
}

const [perCall, perMonth] = [rows('What a call costs').slice(0, 9), rows('What a call costs').slice(9)];
const sizes = [900, 3_900, 10_000];

/** `1 read, 4 write` */
function unitsIn(cell: string): Units {
  const of = (kind: string) => Number(new RegExp(`([\\d.]+) ${kind}`).exec(cell)?.[1] ?? 0);
  return { read: of('read'), write: of('write') };
}

describeWithDynamoDb('what a call costs', () => {
  const used: Units = { read: 0, write: 0 };
  let kv: OpenKvStore;
  let listed: OpenKvStore;

  beforeAll(async () => {
    const observers = [
      {
        driverEvent(event: { type: string; operation?: string; units?: number }) {
          if (event.type === 'capacity') used[event.operation as keyof Units] += event.units ?? 0;
        },
      },
    ];
    kv = await createKvStore({ ...dynamoDbOptions(), observers });
    listed = await createKvStore({ ...dynamoDbOptions(), primaryKey: 'composite', observers });
  });
  afterAll(async () => {
    await kv.close();
    await listed.close();
  });

  async function costOf(work: () => Promise<unknown>): Promise<Units> {
    Object.assign(used, { read: 0, write: 0 });
    await work();
    return { ...used };
  }

  const ten = Array.from({ length: 10 }, (_, index) => `k${index}`);
  const all = (value: string) => ten.map((key) => [key, value] as const);
  const versionOf = async (key: string) => (await kv.getEntry(key))?.version ?? '';
  interface Scenario {
    before?: (value: string) => Promise<unknown>;
    calls: ((value: string) => Promise<unknown>)[];
  }

  const scenarios: Record<string, Scenario> = {
    '`get`, `getOrThrow`, `getEntry`, `has`': {
      before: (value) => kv.set('k', value),
      calls: [() => kv.get('k'), () => kv.getOrThrow('k'), () => kv.getEntry('k'), () => kv.has('k')],
    },
    "the same with `consistency: 'eventual'`": {
      before: (value) => kv.set('k', value),
      calls: (['get', 'getOrThrow', 'getEntry', 'has'] as const).map(
        (name) => () => kv[name]('k', { consistency: 'eventual' }),
      ),
    },
    '`getMany` of ten': {
      before: (value) => kv.setMany(all(value)),
      calls: [() => kv.getMany(ten)],
    },
    '`set`, `create`, `replaceIf`': {
      before: () => kv.delete('k'),
      calls: [(value) => kv.create('k', value), (value) => kv.set('k', value)],
    },
    '`setMany` of ten': { before: () => kv.deleteMany(ten), calls: [(value) => kv.setMany(all(value))] },
    '`update`': {
      before: (value) => kv.set('k', value),
      calls: [() => kv.update('k', (value) => value)],
    },
    '`delete`, `deleteIf`, `take`': {
      before: (value) => kv.setMany(all(value)),
      calls: [() => kv.delete('k0'), () => kv.take('k1')],
    },
    '`touch`': { before: (value) => kv.set('k', value), calls: [() => kv.touch('k', null)] },
    'a `page` of ten, the whole of the table or of a namespace': {
      async before(value) {
        for (const store of [kv, listed]) {
          await store.clear({ all: true });
          await store.namespace('n').setMany(all(value));
        }
      },
      calls: [() => kv.page(), () => kv.namespace('n').page(), () => listed.namespace('n').page()],
    },
  };

  it('is told of nothing else', () => {
    expect(perCall.map(([call]) => call)).toEqual(Object.keys(scenarios));
  });

  const cells = perCall.flatMap(([call = '', ...costs]) =>
    sizes.map((size, index) => [call, size, costs[index] ?? ''] as const),
  );

  it.each(cells)('%s, %i bytes: %s', async (call, size, cost) => {
    const value = 'x'.repeat(size);
    const { before, calls } = scenarios[call] ?? { calls: [] };
    await before?.(value);
    for (const one of calls) expect(await costOf(() => one(value))).toEqual(unitsIn(cost));
    expect(calls.length).toBeGreaterThan(0);
  });

  it.each([900, 3_900, 10_000])(
    'a condition that holds costs no more than the change, %i bytes',
    async (size) => {
      const value = 'x'.repeat(size);
      await kv.set('k', value);
      const version = await versionOf('k');
      const { write } = await costOf(() => kv.set('k', value));
      expect(await costOf(() => kv.replaceIf('k', value, version))).toEqual({ read: 0, write: 0 });
      const current = await versionOf('k');
      expect(await costOf(() => kv.replaceIf('k', value, current))).toEqual({ read: 0, write });
      const last = await versionOf('k');
      expect(await costOf(() => kv.deleteIf('k', last))).toEqual({ read: 0, write });
    },
  );

  it('a miss costs a unit, and half of one where it is eventual', async () => {
    expect(await costOf(() => kv.get('none'))).toEqual({ read: 1, write: 0 });
    expect(await costOf(() => kv.get('none', { consistency: 'eventual' }))).toEqual({ read: 0.5, write: 0 });
  });

  it('a counter costs one write, and a new one with a ttl no more than that is told of', async () => {
    expect(await costOf(() => kv.increment('count'))).toEqual({ read: 0, write: 1 });
    expect(await costOf(() => kv.increment('count'))).toEqual({ read: 0, write: 1 });
    expect(await costOf(() => kv.increment('new', 1, { ttl: 60_000 }))).toEqual({ read: 0, write: 1 });
  });

  it('the bounds of the first unit are those that the guide names', async () => {
    const text = section('What a call costs');
    const [, plain = '', withTtl = '', read = ''] =
      /key and value have (\d+) bytes or less\*\* \((\d+) with a `ttl`\), and one read unit up to ([\d,]+)\./.exec(
        text,
      ) ?? [];
    const entry = (bytes: number) => 'x'.repeat(bytes - 1);
    const ttl = { ttl: 60_000 };
    const costs = async (bytes: number, options = {}) => {
      await kv.delete('k');
      return (await costOf(() => kv.set('k', entry(bytes), options))).write;
    };
    expect([await costs(Number(plain)), await costs(Number(plain) + 1)]).toEqual([1, 2]);
    expect([await costs(Number(withTtl), ttl), await costs(Number(withTtl) + 1, ttl)]).toEqual([1, 2]);
    const most = Number(read.replace(',', ''));
    await kv.set('k', entry(most));
    expect((await costOf(() => kv.get('k'))).read).toBe(1);
    await kv.set('k', entry(most + 1));
    expect((await costOf(() => kv.get('k'))).read).toBe(2);
  });

  it('the larger of an item before and after is what a change is billed by', async () => {
    await kv.set('k', 'x'.repeat(3_900));
    expect(await costOf(() => kv.set('k', 'x'))).toEqual({ read: 0, write: 4 });
    expect(await costOf(() => kv.set('k', 'x'))).toEqual({ read: 0, write: 1 });
  });

  it('keys, too, reads all that it looks at', async () => {
    await kv.clear({ all: true });
    await kv.namespace('n').setMany(all('x'.repeat(3_900)));
    const { read } = await costOf(async () => {
      await kv.namespace('none').keys()[Symbol.asyncIterator]().next();
    });
    expect(read).toBe(10);
  });
});

describe('the example', () => {
  const text = section('What a call costs');
  const prices =
    /\(\$([\d.]+) and \$([\d.]+) for.*?\$([\d.]+) and \$([\d.]+) for.*?\$([\d.]+) for a GB/s.exec(text);
  const [onDemandRead = 0, onDemandWrite = 0, read = 0, write = 0, gigabyte = 0] = (prices ?? [])
    .slice(1)
    .map(Number);
  const seconds = 30 * 24 * 3_600;
  /** As the bounds above are: key, value and 50 bytes, and what a `ttl` takes. */
  const itemBytes = 44 + 800 + 50 + 22;
  /** What AWS adds to an item that it stores. */
  const overhead = 100;

  const dollars = (amount: number) => `$${amount.toFixed(2)}`;
  const row = (perSecond: number, onDemand: number, provisioned: number) => [
    (perSecond * seconds).toLocaleString('en'),
    dollars((perSecond * seconds * onDemand) / 1e6),
    dollars(Math.ceil(perSecond / 0.7) * 24 * 30 * provisioned),
  ];

  it('comes out as the guide says', () => {
    expect(itemBytes).toBeLessThanOrEqual(1_024);
    const scan = Math.ceil((itemBytes * 1e6) / 4_096);
    const storage = dollars(((itemBytes + overhead) / 1e3) * gigabyte);
    expect(perMonth.map(([, ...figures]) => figures)).toEqual([
      row(1_000, onDemandRead, read),
      row(500, onDemandRead, read),
      row(200, onDemandRead, read),
      row(100, onDemandWrite, write),
      [scan.toLocaleString('en'), dollars((scan * onDemandRead) / 1e6), ''],
      ['', storage, storage],
    ]);
  });
});
