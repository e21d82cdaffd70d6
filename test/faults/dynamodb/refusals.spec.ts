import { KvError, type OpenKvStore } from 'nestjs-kv-store';

import {
  breaking,
  type Fate,
  losing,
  openOn,
  refusing,
  startStub,
  type StubDynamoDb,
} from '../../support/stub-dynamodb/index.js';

/** What SDK and driver may send at most for one call that is refused again and again at once. */
const attempts = 4;

let stub: StubDynamoDb;
let kv: OpenKvStore;
beforeEach(async () => {
  stub = await startStub();
  kv = await openOn(stub);
  await prepare();
  stub.reset();
});
afterEach(async () => {
  expect(stub.sentTwice).toEqual([]);
  await kv.close();
  await stub.stop();
});

let version = '';
async function prepare(): Promise<void> {
  await kv.set('there', '1');
  version = (await kv.getEntry('there'))?.version ?? '';
}

const reads: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['get', () => kv.get('there', { timeout })],
  ['getMany', () => kv.getMany(['there', 'none'], { timeout })],
  ['page', () => kv.page({ timeout })],
  [
    'keys',
    async () => {
      for await (const key of kv.keys({ timeout })) return key;
      return undefined;
    },
  ],
];
const plainWrites: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['set', () => kv.set('key', 'value', { timeout })],
  [
    'setMany',
    () =>
      kv.setMany(
        [
          ['key', 'value'],
          ['other', 'value'],
        ],
        { timeout },
      ),
  ],
  ['delete', () => kv.delete('there', { timeout })],
  ['deleteMany', () => kv.deleteMany(['there', 'none'], { timeout })],
];
const conditional: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['create', () => kv.create('key', 'value', { timeout })],
  ['replaceIf', () => kv.replaceIf('there', 'value', version, { timeout })],
  ['deleteIf', () => kv.deleteIf('there', version, { timeout })],
  ['increment', () => kv.increment('count', 1, { timeout })],
  ['touch', () => kv.touch('there', 60_000, { timeout })],
  ['take', () => kv.take('there', { timeout })],
];
const timeout = 400;

async function failureOf(call: () => Promise<unknown>): Promise<KvError & { failures?: readonly KvError[] }> {
  const error: unknown = await call().then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(KvError);
  return error as KvError;
}

/** Everything is refused; a call that is may say so, and the next that is not works. */
async function expectRefusal(call: () => Promise<unknown>, fate: Fate, meaning: object): Promise<KvError> {
  stub.decide = () => fate;
  const error = await failureOf(call);
  expect(error).toMatchObject(meaning);
  stub.decide = () => undefined;
  await call();
  return error;
}

describe.each([
  ['ExpiredTokenException', 'new ones'],
  ['UnrecognizedClientException', 'does not know'],
  ['InvalidSignatureException', 'secret access key'],
  ['IncompleteSignatureException', ''],
  ['MissingAuthenticationTokenException', ''],
  ['MissingAuthenticationToken', ''],
  ['InvalidClientTokenId', ''],
  ['AccessDeniedException', 'policy'],
  ['KMSAccessDeniedException', ''],
])('%s', (name, advice) => {
  it.each([...reads, ...plainWrites, ...conditional])(
    'fails %s for good, with nothing changed, and the next works',
    async (_, call) => {
      const fate = refusing(name);
      const error = await expectRefusal(call, fate, { code: 'PERMISSION_DENIED', retryable: false });
      expect(error).not.toHaveProperty('outcome');
      expect(error.message).toContain(advice);
    },
  );

  it('makes health say so, with its cause, and that all is well again', async () => {
    stub.decide = () => refusing(name);
    expect(await kv.healthCheck()).toMatchObject({
      status: 'down',
      details: { error: { code: 'PERMISSION_DENIED' } },
    });
    stub.decide = () => undefined;
    expect(await kv.healthCheck()).toMatchObject({ status: 'up' });
  });
});

it('what is refused for good is asked for once, and in a batch once for all and once for each', async () => {
  stub.decide = () => refusing('UnrecognizedClientException');
  await failureOf(() => kv.get('there'));
  await failureOf(() => kv.set('key', 'value'));
  await failureOf(() => kv.create('key', 'value'));
  await failureOf(() => kv.getMany(['there', 'none']));
  expect(stub.counts).toEqual({ GetItem: 1, PutItem: 2, BatchGetItem: 1 });
  stub.requests = [];
  stub.decide = () => refusing('AccessDeniedException');
  await failureOf(() => kv.getMany(['there', 'none']));
  expect(stub.counts).toEqual({ BatchGetItem: 1, GetItem: 2 });
});

describe.each(['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded'])(
  '%s',
  (name) => {
    it('lets conditional changes be sent again until their time is up, and says so, with nothing changed', async () => {
      stub.decide = () => refusing(name);
      const failures = new Map(
        await Promise.all(conditional.map(async ([call, made]) => [call, await failureOf(made)] as const)),
      );
      // Time may be up while an answer is due.
      const throttled = [...failures.values()].filter(({ code }) => code !== 'TIMEOUT');
      expect(throttled.length).toBeGreaterThan(0);
      for (const error of throttled) {
        expect(error).toMatchObject({ code: 'THROTTLED', retryable: true });
        expect(error).not.toHaveProperty('outcome');
      }
      const changes = conditional.length;
      expect(stub.requests.length).toBeGreaterThan(2 * changes);
      expect(stub.requests.length).toBeLessThan(25 * changes);
      stub.decide = () => undefined;
      // One that was still on its way then is made now, and has said that nobody knows.
      const onItsWay = failures.get('increment')?.outcome === 'unknown';
      expect(onItsWay ? [1, 2] : [1]).toContain(await kv.increment('count'));
    });

    it('passes unnoticed where it ends in time', async () => {
      for (const operation of ['GetItem', 'PutItem', 'BatchGetItem', 'BatchWriteItem']) {
        stub.befall(operation, refusing(name));
      }
      await Promise.all([
        kv.get('there'),
        kv.set('a', '1'),
        kv.setMany([
          ['b', '1'],
          ['c', '1'],
        ]),
      ]);
      expect(await kv.getMany(['a', 'b', 'c'])).toEqual(['1', '1', '1']);
    });
  },
);

describe('throttling that does not end', () => {
  it('fails reads and plain writes after the attempts of the SDK, with nothing changed', async () => {
    stub.decide = () => refusing('ThrottlingException');
    const long = { timeout: 20_000 };
    const calls: Promise<unknown>[] = [
      kv.get('there', long),
      kv.set('key', 'value', long),
      kv.namespace('many').setMany(
        [
          ['a', '1'],
          ['b', '1'],
        ],
        long,
      ),
      kv.getMany(['b', 'c'], long),
    ];
    for (const [index, { reason }] of (
      (await Promise.allSettled(calls)) as PromiseRejectedResult[]
    ).entries()) {
      expect([index, reason]).toMatchObject([index, { code: 'THROTTLED', retryable: true }]);
      expect(reason).not.toHaveProperty('outcome');
    }
    for (const count of Object.values(stub.counts)) expect(count).toBeLessThanOrEqual(2 * attempts);
    expect([...stub.items().keys()]).toEqual(['there']);
    expect(await kv.healthCheck({ timeout: 300 })).toMatchObject({ status: 'down' });
  }, 30_000);
});

describe.each([
  ['an internal error', (done: boolean) => breaking(done)],
  ['a 503', (done: boolean) => breaking(done, 503)],
  ['a connection cut', losing],
  ['an answer cut off', (done: boolean): Fate => ({ done, cut: 'midway' })],
])('%s', (_, fate) => {
  const long = 5_000;

  it.each(reads)('once passes unnoticed by %s', async (__, call) => {
    stub.befall('GetItem', fate(true));
    stub.befall('BatchGetItem', fate(true));
    stub.befall('Scan', fate(true));
    await call();
    expect(stub.requests).toHaveLength(2);
  });

  it.each([true, false])('once passes unnoticed by plain writes, the work done: %s', async (done) => {
    for (const operation of ['PutItem', 'DeleteItem', 'BatchWriteItem']) stub.befall(operation, fate(done));
    await kv.set('key', 'value', { timeout: long });
    await kv.delete('there', { timeout: long });
    await kv.setMany(
      [
        ['a', '1'],
        ['b', '1'],
      ],
      { timeout: long },
    );
    expect(stub.counts).toEqual({ PutItem: 2, DeleteItem: 2, BatchWriteItem: 2 });
    expect([...stub.items().keys()].sort()).toEqual(['a', 'b', 'key']);
  });

  it('for ever fails reads without an outcome, and plain writes with an unknown one', async () => {
    stub.decide = () => fate(false);
    const failures = await Promise.all([...reads, ...plainWrites].map(([, call]) => failureOf(call)));
    failures.forEach((error, index) => {
      expect(error).toMatchObject({
        code: expect.stringMatching(/^(UNAVAILABLE|TIMEOUT)$/) as string,
        retryable: true,
      });
      if (index < reads.length) expect(error).not.toHaveProperty('outcome');
      else expect(error).toHaveProperty('outcome', 'unknown');
    });
    for (const count of Object.values(stub.counts)) expect(count).toBeLessThanOrEqual(2 * attempts);
    stub.decide = () => undefined;
    expect(await kv.get('there')).toBe('1');
  });

  it.each([true, false])('is never sent again of a conditional change, the work done: %s', async (done) => {
    for (const [name, call] of conditional) {
      stub.reset();
      stub.items().clear();
      await prepare();
      stub.requests = [];
      for (const operation of ['PutItem', 'UpdateItem', 'DeleteItem']) stub.befall(operation, fate(done));
      const [result] = await Promise.allSettled([call()]);
      const changes = stub.requests.filter(({ operation }) => operation !== 'GetItem');
      expect([name, changes.length]).toEqual([name, 1]);
      if (result.status === 'fulfilled') expect([name, done]).toEqual([name, true]);
      else expect(result.reason).toMatchObject({ code: 'UNAVAILABLE', retryable: true, outcome: 'unknown' });
    }
  });
});

it('a storm of calls while all is broken makes no storm of requests', async () => {
  stub.decide = () => breaking(false);
  const calls = 200;
  const results = await Promise.allSettled(
    Array.from({ length: calls }, (_, index) =>
      kv.increment(`count-${String(index)}`, 1, { timeout: 20_000 }),
    ),
  );
  expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  // One to change each, and looks after it, of which the SDK's quota soon forbids to repeat any.
  expect(stub.counts['UpdateItem']).toBe(calls);
  expect(stub.counts['GetItem']).toBeLessThan(calls + 60);
  stub.decide = () => undefined;
  expect(await kv.increment('count')).toBe(1);
});
