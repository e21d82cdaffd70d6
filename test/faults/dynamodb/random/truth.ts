import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { KvBatchError, KvError } from 'nestjs-kv-store';

import {
  aTable,
  type Fate,
  openOn,
  type StubDynamoDb,
  tableName,
} from '../../../support/stub-dynamodb/index.js';
import { isAmbiguous } from './moves.js';
import type { Change, Wave } from './waves.js';

type Held = ReadonlyMap<string, string>;

/** Milliseconds: so long that nothing here has to end before it is answered. */
const timeout = 30_000;

/**
 * Makes the calls while requests meet their fates, and throws where a call says of its changes what is not so: what was
 * acknowledged is there, what failed is not, and what nobody can know is said to be unknown, and nothing else is.
 */
export async function expectTruth(
  stub: StubDynamoDb,
  waves: readonly Wave[],
  fates: readonly Fate[],
  clientConfig: DynamoDBClientConfig,
): Promise<void> {
  stub.tables.set(tableName, aTable());
  stub.reset();
  await using kv = await openOn(stub, { clientConfig, timeout });
  const left = fates.values();
  const open = new Set<string>();
  stub.decide = ({ keys }) => {
    const { value: fate } = left.next();
    if (fate && isAmbiguous(fate)) for (const key of keys) open.add(key);
    return fate;
  };
  stub.requests = [];
  let most = 2 * fates.length;
  for (const { changes, read } of waves) {
    open.clear();
    const before = held(stub);
    const reading = Promise.allSettled([kv.getMany(read)]);
    const came = await Promise.allSettled(changes.map(({ kind, keys, value }) => kind.call(kv, keys, value)));
    const after = held(stub);
    changes.forEach((change, index) => {
      judge(change, came[index] ?? { status: 'fulfilled', value: undefined }, before, after, open);
    });
    judgeRead(read, (await reading)[0], before, after, changes);
    // Every request that is answered does at least one of these, or looks for what a lost answer has done.
    most += changes.reduce((sum, { keys }) => sum + keys.length, read.length);
  }
  expect(stub.mistakes).toEqual([]);
  expect(stub.sentTwice).toEqual([]);
  expect(stub.requests.length).toBeLessThanOrEqual(most);
}

function held(stub: StubDynamoDb): Held {
  const contents = [...stub.items()].map(([key, { value }]): [string, string] => [
    key,
    String(value?.['S'] ?? value?.['N']),
  ]);
  return new Map(contents);
}

function judge(
  { kind, keys, value }: Change,
  came: PromiseSettledResult<unknown>,
  before: Held,
  after: Held,
  open: ReadonlySet<string>,
): void {
  const failures = failuresOf(came, keys);
  for (const key of keys) {
    const [old, now] = [before.get(key), after.get(key)];
    const next = kind.next(old, value);
    const failure = failures.get(key);
    const where = `${kind.name} of ${key}: ${String(failure ?? 'done')}`;
    if (!failure) expect([where, now]).toEqual([where, next]);
    else if (failure.outcome)
      expect([where, open.has(key), [old, next].includes(now)]).toEqual([where, true, true]);
    else expect([where, now]).toEqual([where, old]);
    if (!failure && kind.gives)
      expect((came as PromiseFulfilledResult<unknown>).value).toEqual(kind.gives(old));
  }
}

function judgeRead(
  keys: readonly string[],
  came: PromiseSettledResult<(string | undefined)[]>,
  before: Held,
  after: Held,
  changes: readonly Change[],
): void {
  const values = came.status === 'fulfilled' ? came.value : undefined;
  for (const failure of failuresOf(came, keys).values()) expect(failure).not.toHaveProperty('outcome');
  const underWay = new Map(changes.flatMap((change) => change.keys.map((key) => [key, change] as const)));
  keys.forEach((key, index) => {
    const change = underWay.get(key);
    const possible = [before.get(key), after.get(key), change?.kind.next(before.get(key), change.value)];
    if (values) expect(possible).toContain(values[index]);
  });
}

/** By key. All that a batch does not name succeeded. */
function failuresOf(came: PromiseSettledResult<unknown>, keys: readonly string[]): Map<string, KvError> {
  if (came.status === 'fulfilled') return new Map();
  const error: unknown = came.reason;
  if (!(error instanceof KvError)) throw error;
  expect(error.code).toMatch(/^(UNAVAILABLE|THROTTLED|PERMISSION_DENIED|INVALID_ARGUMENT|UNKNOWN)$/);
  if (!(error instanceof KvBatchError)) return new Map(keys.map((key) => [key, error]));
  return new Map(error.failures.map((failure) => [failure.key ?? '', failure]));
}
