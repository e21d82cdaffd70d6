import { setTimeout as delay } from 'node:timers/promises';

import { json } from '../core/codecs/json.js';
import { KvError, type KvErrorCode } from '../core/kv-error.js';
import type { KvStore } from '../core/kv-store.js';
import { createMockKvStore } from '../testing/mock-store.js';
import { createTestClock } from '../testing/test-clock.js';
import { createTestKvStore } from '../testing/test-store.js';
import { Claim, claim } from './claim.js';
import { doneRecord, type IdempotencyRecord } from './record.js';

type Records = KvStore<IdempotencyRecord>;

function failure(code: KvErrorCode, outcome?: 'unknown'): KvError {
  return new KvError({ code, ...(outcome && { outcome }) }, { operation: 'create', store: 's', driver: 'd' });
}
const silence = failure('TIMEOUT', 'unknown');

/** A place with a store that fails where a test says so. */
function newPlace(lease = 60_000) {
  const clock = createTestClock();
  const behind = createTestKvStore({ clock }).as(json<IdempotencyRecord>());
  const store = createMockKvStore<jest.Mocked<Records>>(jest.fn, behind);
  const warn = jest.fn<undefined, [string]>();
  return { place: { store, key: 'k', lease, ttl: 1_000_000, warn }, store, behind, clock, warn };
}

async function claimed(place: Parameters<typeof claim>[0], fingerprint = 'f'): Promise<Claim> {
  const made = await claim(place, fingerprint);
  if (!(made instanceof Claim)) throw new Error('It was not claimed.');
  return made;
}

const response = (text = 'answer') => ({ status: 201, headers: {}, body: Buffer.from(text) });

/** Does the call, and loses its answer. */
async function losing(call: Promise<unknown>): Promise<never> {
  await call;
  throw silence;
}

describe('a claim', () => {
  it('is made once, and shows the others what it is', async () => {
    const { place, behind } = newPlace();
    const made = await claimed(place);
    expect(await claim(place, 'other')).toEqual({ ...made.record, state: 'in-flight', fingerprint: 'f' });
    await made.keep(doneRecord(made.record, response()));
    expect(await claim(place, 'other')).toMatchObject({ state: 'done', status: 201, body: 'answer' });
    const entry = await behind.getEntry('k');
    expect(entry?.expiresAt).toBeGreaterThan(Date.now() + 900_000);
  });

  it('is found where the answer to it was lost', async () => {
    const { place, store, behind } = newPlace();
    store.create.mockImplementationOnce((...args) => losing(behind.create(...args)));
    const made = await claimed(place);
    await made.keep(doneRecord(made.record, response()));
    expect(await behind.get('k')).toMatchObject({ state: 'done' });
  });

  it('is made anew where the answer was lost and it was not made', async () => {
    const { place, store, behind } = newPlace();
    store.create.mockRejectedValueOnce(silence);
    const made = await claimed(place);
    expect(await behind.get('k')).toEqual(made.record);
  });

  it('of another is respected where the answer to this one was lost', async () => {
    const { place, store } = newPlace();
    const first = await claimed(place);
    store.create.mockRejectedValueOnce(silence);
    expect(await claim(place, 'f')).toEqual(first.record);
  });

  it('is not made where the store fails', async () => {
    const { place, store } = newPlace();
    store.create.mockRejectedValueOnce(failure('UNAVAILABLE'));
    await expect(claim(place, 'f')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    store.create.mockRejectedValueOnce(silence);
    store.getEntry.mockRejectedValueOnce(failure('UNAVAILABLE'));
    await expect(claim(place, 'f')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('ends with its lease where nobody renews it', async () => {
    const { place, clock } = newPlace();
    await claimed(place);
    clock.advance(60_000);
    expect(await claim(place, 'f')).toBeInstanceOf(Claim);
  });

  it('is renewed for as long as it is not over', async () => {
    const { place, store, behind, clock } = newPlace(60);
    const made = await claimed(place);
    const first = await behind.getEntry('k');
    for (let times = 0; times < 3; times += 1) {
      clock.advance(40);
      const renewals = store.replaceIf.mock.calls.length;
      while (store.replaceIf.mock.calls.length === renewals) await delay(5);
    }
    const last = await behind.getEntry('k');
    expect(last?.value).toEqual(made.record);
    expect(last?.expiresAt).toBeGreaterThanOrEqual((first?.expiresAt ?? 0) + 120);
    await made.keep(doneRecord(made.record, response()));
    const calls = store.replaceIf.mock.calls.length;
    await delay(60);
    expect(store.replaceIf).toHaveBeenCalledTimes(calls);
  });

  it('survives a renewal whose answer was lost', async () => {
    const { place, store, behind } = newPlace(60);
    store.replaceIf.mockImplementationOnce((...args) => losing(behind.replaceIf(...args)));
    const made = await claimed(place);
    while (store.replaceIf.mock.calls.length < 3) await delay(5);
    await made.keep(doneRecord(made.record, response()));
    expect(await behind.get('k')).toMatchObject({ state: 'done' });
  });

  it('has its response stored where a renewal is under way when the handler ends', async () => {
    const { place, store, behind } = newPlace(60);
    const made = await claimed(place);
    let answer = (): void => undefined;
    store.replaceIf.mockImplementationOnce(async (...args) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return behind.replaceIf(...args);
    });
    while (store.replaceIf.mock.calls.length < 1) await delay(5);
    const kept = made.keep(doneRecord(made.record, response()));
    answer();
    await kept;
    expect(await behind.get('k')).toMatchObject({ state: 'done', body: 'answer' });
  });

  it('has its response stored where a renewal is refused for good when the handler ends', async () => {
    const { place, store, behind } = newPlace(60);
    const made = await claimed(place);
    let refuse = (): void => undefined;
    store.replaceIf.mockImplementationOnce(
      () =>
        new Promise(
          (_resolve, reject) =>
            (refuse = () => {
              reject(failure('PERMISSION_DENIED'));
            }),
        ),
    );
    while (store.replaceIf.mock.calls.length < 1) await delay(5);
    const kept = made.keep(doneRecord(made.record, response()));
    refuse();
    await kept;
    expect(await behind.get('k')).toMatchObject({ state: 'done', body: 'answer' });
  });

  it('is none where its answer took longer than its lease, whether it was lost or not', async () => {
    const late = async (call: Promise<unknown>): Promise<never> => {
      await call;
      await delay(70);
      throw silence;
    };
    const { place, store, behind, clock } = newPlace(60);
    store.create.mockImplementationOnce((...args) => late(behind.create(...args)));
    expect(await claim(place, 'f')).toMatchObject({ state: 'in-flight' });
    clock.advance(60);
    store.create.mockImplementationOnce(async (...args) => {
      const commit = await behind.create(...args);
      await delay(70);
      return commit;
    });
    expect(await claim(place, 'f')).toMatchObject({ state: 'in-flight' });
    clock.advance(60);
    expect(await claim(place, 'f')).toBeInstanceOf(Claim);
  });

  it('has its response stored in the background where the store was down at the end', async () => {
    const { place, store, behind, warn } = newPlace(60);
    const made = await claimed(place);
    const failures = store.replaceIf.mock.calls.length;
    for (let times = 0; times < 3; times += 1) store.replaceIf.mockRejectedValueOnce(failure('UNAVAILABLE'));
    await made.keep(doneRecord(made.record, response()));
    expect(await behind.get('k')).toMatchObject({ state: 'in-flight' });
    while ((await behind.get('k'))?.state !== 'done') await delay(5);
    expect(store.replaceIf).toHaveBeenCalledTimes(failures + 4);
    expect(warn).not.toHaveBeenCalled();
  });

  it('has its response stored once where the answer to that was lost', async () => {
    const { place, store, behind } = newPlace(60);
    const made = await claimed(place);
    store.replaceIf.mockImplementationOnce((...args) => losing(behind.replaceIf(...args)));
    await made.keep(doneRecord(made.record, response()));
    while (store.replaceIf.mock.calls.length < 3) await delay(5);
    expect(await behind.get('k')).toMatchObject({ state: 'done', body: 'answer' });
  });

  it('has its response stored also where it has expired meanwhile and nobody came', async () => {
    const { place, behind, clock } = newPlace();
    const made = await claimed(place);
    clock.advance(60_000);
    await made.keep(doneRecord(made.record, response()));
    expect(await behind.get('k')).toMatchObject({ state: 'done' });
  });

  it('leaves to another what the other has taken over, and says so', async () => {
    const { place, behind, clock, warn } = newPlace();
    const slow = await claimed(place);
    clock.advance(60_000);
    const other = await claimed(place);
    await slow.keep(doneRecord(slow.record, response('slow')));
    expect(await behind.get('k')).toEqual(other.record);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('may have run twice'));
    await other.keep(doneRecord(other.record, response('other')));
    expect(await behind.get('k')).toMatchObject({ body: 'other' });
  });

  it.each<[string, KvErrorCode]>([
    ['finds too large', 'TOO_LARGE'],
    ['has no room for', 'EXHAUSTED'],
  ])('keeps of a response that the store %s that it was given', async (_why, code) => {
    const { place, store, behind } = newPlace();
    store.replaceIf.mockRejectedValueOnce(failure(code));
    const made = await claimed(place);
    await made.keep(doneRecord(made.record, response()));
    const record = await behind.get('k');
    expect(record).toMatchObject({ state: 'done', status: 201 });
    expect(record).not.toHaveProperty('body');
  });

  it('gives up, and says so without a key, where the store refuses for good', async () => {
    const { place, store, warn } = newPlace(60);
    const made = await claimed(place);
    store.replaceIf.mockRejectedValue(failure('PERMISSION_DENIED'));
    await made.keep(doneRecord(made.record, response()));
    const calls = store.replaceIf.mock.calls.length;
    await delay(60);
    expect(store.replaceIf).toHaveBeenCalledTimes(calls);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('PERMISSION_DENIED'));
  });

  it('frees its key when it is released, and no other', async () => {
    const { place, behind, clock } = newPlace();
    await (await claimed(place)).release();
    expect(await behind.get('k')).toBeUndefined();
    const slow = await claimed(place);
    clock.advance(60_000);
    const other = await claimed(place);
    await slow.release();
    expect(await behind.get('k')).toEqual(other.record);
  });
});
