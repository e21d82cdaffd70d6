import { GetItemCommand, type PutItemCommand } from '@aws-sdk/client-dynamodb';

import type { KvDriver, KvDriverCall, KvPut } from '../../core/kv-driver.js';
import { createDynamoDbDriver } from './dynamodb.driver.js';

const put: KvPut = { type: 'put', key: 'key', value: 'value' };
const call: KvDriverCall = { consistency: 'eventual', now: () => 0, notice: () => undefined };
const answered = (status: number, name: string, more: object = {}) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status, ...more } });

let sent: { input: Record<string, unknown> }[];
let answer: (command: unknown) => unknown;
let driver: KvDriver;
beforeEach(() => {
  sent = [];
  const send = async (command: PutItemCommand) => {
    sent.push(command as never);
    return (await answer(command)) ?? {};
  };
  driver = createDynamoDbDriver({ table: 'kv-table', client: { send, config: {} } });
});

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('It should have been rejected.');
    },
    (error: unknown) => error,
  );

it('throttled until nobody waits any more, a change rejects as throttled and not made', async () => {
  const throttled = answered(400, 'ThrottlingException');
  answer = () => Promise.reject(throttled);
  const controller = new AbortController();
  setTimeout(() => {
    controller.abort();
  }, 150);
  const error = await failure(driver.swap(put, undefined, { ...call, signal: controller.signal }));
  expect(error).toBe(throttled);
  expect(driver.classify(error)).toMatchObject({ code: 'THROTTLED' });
  expect(driver.classify(error)).toMatchObject({ outcome: 'none' });
  expect(sent.length).toBeGreaterThan(2);
});

it('a change that reaches nobody is tried three times', async () => {
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', syscall: 'connect' });
  answer = () => Promise.reject(refused);
  expect(await failure(driver.touch?.('key', 1, call) ?? Promise.resolve())).toBe(refused);
  expect(sent).toHaveLength(3);
});

it('a change whose outcome is unknown rejects with its own error, which says so', async () => {
  const cut = answered(500, 'InternalServerError');
  answer = (command) => {
    if (command instanceof GetItemCommand) throw answered(500, 'ServiceUnavailable');
    throw cut;
  };
  const error = await failure(driver.swap(put, undefined, call));
  expect(error).toBe(cut);
  expect(driver.classify(error)).toMatchObject({ code: 'UNAVAILABLE', outcome: 'unknown' });
  expect(sent).toHaveLength(2);
});

it.each(['cut', null])('%p, thrown in place of an error, stays what it is', async (thrown) => {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what a careless client does
  answer = () => Promise.reject(thrown);
  expect(await failure(driver.swap(put, undefined, call))).toBe(thrown);
});

it('looks by a strong read, whatever reads of the call are', async () => {
  answer = (command) => {
    if (!(command instanceof GetItemCommand)) throw answered(500, 'InternalServerError');
    return { Item: sent[0]?.input['Item'] };
  };
  const version = await driver.swap(put, undefined, call);
  expect(sent[0]?.input['Item']).toMatchObject({ version: { S: version } });
  expect(sent[1]?.input).toMatchObject({ ConsistentRead: true });
});

it('a condition that did not hold for what a client sent itself before is looked into', async () => {
  const again = answered(400, 'ConditionalCheckFailedException', { attempts: 2 });
  answer = (command) => {
    if (!(command instanceof GetItemCommand)) throw again;
    return { Item: sent[0]?.input['Item'] };
  };
  expect(await driver.swap(put, undefined, call)).toEqual(expect.any(String));
  answer = (command) => {
    if (!(command instanceof GetItemCommand)) throw again;
  };
  expect(driver.classify(await failure(driver.swap(put, undefined, call)))).toMatchObject({
    outcome: 'unknown',
  });
});

it('for nobody nothing is sent', async () => {
  const gone = { ...call, signal: AbortSignal.abort() };
  for (const change of [
    driver.swap(put, undefined, gone),
    driver.swap(put, 'version', gone),
    driver.increment?.('key', 1, undefined, gone),
    driver.touch?.('key', undefined, gone),
    driver.take?.('key', gone),
  ]) {
    await expect(change).rejects.toMatchObject({ name: 'AbortError' });
  }
  expect(sent).toEqual([]);
});

it('to remove what is absent is nothing to send', async () => {
  expect(await driver.swap({ type: 'delete', key: 'key' }, undefined, call)).toBeUndefined();
  expect(sent).toEqual([]);
});

it('a change of the content of another program looks at it by a strong read, and ends where nothing is', async () => {
  answer = () => ({});
  expect(await driver.swap(put, 'value:of-another-program', call)).toBeUndefined();
  expect(sent).toHaveLength(1);
  expect(sent[0]?.input).toMatchObject({ ConsistentRead: true });
});

it('what is taken was removed, though it could be read only since', async () => {
  const item = { pk: { S: 'key' }, value: { S: 'value' }, version: { S: 'version' } };
  const deletes = () => sent.filter((command) => !(command instanceof GetItemCommand)).length;
  answer = (command) => {
    if (command instanceof GetItemCommand) return { Item: item };
    if (deletes() === 1) throw answered(400, 'ConditionalCheckFailedException');
    return { Attributes: item };
  };
  expect(await driver.take?.('key', call)).toMatchObject({ value: 'value' });
  expect(deletes()).toBe(2);
});

it('a conditional change reports what it consumed to who wants to know, and asks for it then alone', async () => {
  answer = () => ({ ConsumedCapacity: { CapacityUnits: 2.5 }, Attributes: { value: { N: '1' } } });
  const report = jest.fn();
  const watched = { ...call, report };
  const changes = (each: KvDriverCall) => [
    driver.swap(put, undefined, each),
    driver.swap({ type: 'delete', key: 'key' }, 'version', each),
    driver.touch?.('key', undefined, each),
    driver.increment?.('key', 1, undefined, each),
  ];
  for (const change of changes(watched)) await change;
  expect(report.mock.calls).toEqual(
    Array.from({ length: 4 }, () => [{ type: 'capacity', operation: 'write', units: 2.5 }]),
  );
  for (const change of changes(call)) await change;
  const asked = sent.map(({ input }) => input['ReturnConsumedCapacity']);
  expect(asked).toEqual([...Array<string>(4).fill('TOTAL'), ...Array<undefined>(4).fill(undefined)]);
});
