import type { KvDriver, KvErrorCode, KvStore } from 'nestjs-kv-store';
import { createKvStore } from 'nestjs-kv-store';

import { brokenDriver } from '../../conformance/broken-drivers.js';
import { expectNoLeaks } from '../../support/secrets/keeps-secrets.js';
import { record } from '../../support/secrets/record.js';
import { tellingError } from '../../support/secrets/telling-error.js';

jest.mock('../../../libs/kv-store/src/create-kv-store.js', (): unknown =>
  jest.requireActual('../../support/secrets/create-kv-store.js'),
);

const codes: readonly KvErrorCode[] = [
  'INVALID_ARGUMENT',
  'TOO_LARGE',
  'UNSUPPORTED',
  'UNAVAILABLE',
  'THROTTLED',
  'EXHAUSTED',
  'PERMISSION_DENIED',
  'TIMEOUT',
  'ABORTED',
  'CONFLICT',
  'CORRUPT',
  'CLOSED',
  'UNKNOWN',
];

/** Fails whatever it is asked for. */
function failingDriver(code: KvErrorCode, isFault: boolean): KvDriver {
  const fail = (...sent: unknown[]) => Promise.reject(tellingError(sent));
  const failAll = (all: readonly unknown[]) =>
    Promise.resolve(all.map((sent) => ({ ok: false as const, error: tellingError(sent) })));
  return brokenDriver(() => ({
    inProcess: false,
    read: failAll,
    write: failAll,
    swap: fail,
    increment: fail,
    touch: fail,
    take: fail,
    list: fail,
    ping: fail,
    classify: (error) => {
      // What throws here is a mistake of the driver's, and as telling.
      if (isFault) throw error;
      return { code };
    },
  }));
}

const calls: Readonly<Record<string, (kv: KvStore, key: string, value: string) => unknown>> = {
  get: (kv, key) => kv.get(key),
  getOrThrow: (kv, key) => kv.getOrThrow(key),
  getEntry: (kv, key) => kv.getEntry(key),
  getMany: (kv, key) => kv.getMany([key, `${key}/2`, `${key}/3`]),
  has: (kv, key) => kv.has(key),
  getOrSet: (kv, key, value) => kv.getOrSet(key, () => value),
  set: (kv, key, value) => kv.set(key, value),
  setMany: (kv, key, value) => kv.setMany([key, `${key}/2`].map((one) => [one, value])),
  delete: (kv, key) => kv.delete(key),
  deleteMany: (kv, key) => kv.deleteMany([key, `${key}/2`]),
  create: (kv, key, value) => kv.create(key, value),
  replaceIf: (kv, key, value) => kv.replaceIf(key, value, 'version'),
  deleteIf: (kv, key) => kv.deleteIf(key, 'version'),
  update: (kv, key, value) => kv.update(key, () => value),
  take: (kv, key) => kv.take(key),
  increment: (kv, key) => kv.increment(key),
  touch: (kv, key) => kv.touch(key, 60_000),
  keys: (kv, key) => kv.keys({ prefix: key })[Symbol.asyncIterator]().next(),
  entries: (kv, key) => kv.entries({ prefix: key })[Symbol.asyncIterator]().next(),
  page: (kv, key) => kv.page({ prefix: key }),
  clear: (kv, key) => kv.clear({ prefix: key }),
};

const rounds = 10;

async function callAll(kv: KvStore): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, call] of Object.entries(calls)) {
      const [key, value] = [`key of ${name} ä ${round}`, `value of ${name} "ä" ${round}`];
      await expect(call(kv, key, value)).rejects.toThrow('failed with');
    }
    await kv.healthCheck().catch(() => undefined);
  }
}

describe('an error of a client that tells all it was sent', () => {
  it.each(codes)('tells nobody, where it means %s', async (code) => {
    const recording = await record(async () => {
      await using kv = await createKvStore({ driver: failingDriver(code, false) });
      await callAll(kv);
      await callAll(kv.namespace('namespace'));
    });
    expectNoLeaks(recording, { calls: 400, errors: { [code]: 400 } });
  });

  it.each(['fail', 'lazy'] as const)(
    'tells nobody, when a store is opened and closed: %s',
    async (startup) => {
      const secret = 'MARKED-password';
      const fail = () => Promise.reject(tellingError(secret));
      const recording = await record(async ({ note }) => {
        note(secret);
        const driver = Object.assign(failingDriver('UNAVAILABLE', false), { open: fail, close: fail });
        const opening = createKvStore({ driver, startup });
        if (startup === 'fail') {
          await expect(opening).rejects.toThrow('open on store');
          return;
        }
        const kv = await opening;
        await expect(kv.get('key')).rejects.toThrow('the store is not open yet');
        await kv.healthCheck();
        await expect(kv.close()).rejects.toThrow('close on store');
      });
      expect(recording.errors.get('UNAVAILABLE')).toBeGreaterThan(0);
      expect(recording.leaks()).toEqual({});
    },
  );

  it('tells nobody, where the driver fails to say what it means', async () => {
    const recording = await record(async () => {
      await using kv = await createKvStore({ driver: failingDriver('UNKNOWN', true) });
      await callAll(kv);
    });
    expectNoLeaks(recording, { calls: 200, errors: { UNKNOWN: 200 } });
  });
});
