import { strict as assert, AssertionError } from 'node:assert';

import { KvError, type KvErrorCode } from '../../core/kv-error.js';

/** What `call` is rejected with, which must be a `KvError` with this code. */
export async function failure(call: Promise<unknown>, code: KvErrorCode): Promise<KvError> {
  const error = await rejection(call);
  assert.ok(error instanceof KvError, `rejected with ${String(error)} instead of a KvError`);
  assert.equal(error.code, code, error.message);
  return error;
}

/** What `call` is rejected with. */
export async function rejection(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new AssertionError({ message: 'the call should have been rejected' });
}

/** What `work` throws at once, which must be a `KvError` with this code. */
export function thrown(work: () => unknown, code: KvErrorCode): KvError {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof KvError, `threw ${String(error)} instead of a KvError`);
    assert.equal(error.code, code, error.message);
    return error;
  }
  throw new AssertionError({ message: 'the call should have thrown' });
}

/** All that an async iterable gives. */
export async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}
