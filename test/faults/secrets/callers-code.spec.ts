import { createKvStore, json, type KvCodec, type KvStore } from 'nestjs-kv-store';
import * as v from 'valibot';
import { z } from 'zod';

import { record } from '../../support/secrets/record.js';
import type { Recording } from '../../support/secrets/recording.js';
import { tellingError } from '../../support/secrets/telling-error.js';

jest.mock('../../../libs/kv-store/src/create-kv-store.js', (): unknown =>
  jest.requireActual('../../support/secrets/create-kv-store.js'),
);

/** As a name of a property may be, and as none may. */
const secrets = ['MARKED_secret_42', 'MARKED-secret@example.org', '987654321'];

async function recordingOf(secret: string, work: (kv: KvStore) => Promise<void>): Promise<Recording> {
  return record(async ({ note }) => {
    note(secret);
    await using kv = await createKvStore({ driver: 'memory' });
    await work(kv);
  });
}

function codecThrowing(thrown: (value: unknown) => unknown): KvCodec<string> {
  const fail = (value: unknown) => {
    throw thrown(value);
  };
  return { kind: 'text', encode: fail, decode: fail };
}

/** What is thrown in place of an error, or as one, with the value in it. */
const thrown: readonly ((value: unknown) => unknown)[] = [
  tellingError,
  (value) => value,
  (value) => ({ name: value, code: value, message: value }),
  (value) => Object.assign(new Error('no'), { name: value, code: [value] }),
  (value) => new RangeError(String(value)),
];

describe.each(secrets)('a value with %s in it', (secret) => {
  it.each(thrown.map((make, index) => [index, make] as const))(
    'is not told by what a codec throws: %i',
    async (_, make) => {
      const recording = await recordingOf(secret, async (kv) => {
        const view = kv.as(codecThrowing(make));
        await expect(view.set('key', secret)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
        await kv.set('key', secret);
        await expect(view.get('key')).rejects.toMatchObject({ code: 'CORRUPT' });
        await expect(view.getMany(['key', 'other'])).rejects.toMatchObject({ code: 'CORRUPT' });
      });
      expect(recording.leaks()).toEqual({});
    },
  );

  it.each<[string, KvCodec<unknown>]>([
    ['zod', json(z.record(z.string(), z.object({ name: z.number() })))],
    ['valibot', json(v.record(v.string(), v.object({ name: v.number() })))],
    ['a strict zod', json(z.strictObject({ name: z.string() }))],
    [
      'a schema that throws',
      json({
        '~standard': {
          version: 1,
          vendor: 'test',
          validate: (value: unknown) => {
            throw tellingError(value);
          },
        },
      } as never),
    ],
  ])('is not told where it does not fit the schema of %s', async (_, codec) => {
    const recording = await recordingOf(secret, async (kv) => {
      const view = kv.as(codec);
      const value = { [secret]: { name: secret } };
      await expect(view.set('key', value)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      await kv.set('key', JSON.stringify(value));
      await expect(view.get('key')).rejects.toMatchObject({ code: 'CORRUPT' });
    });
    expect(recording.leaks()).toEqual({});
  });

  it('is not told where JSON cannot hold it, but the error knows the place', async () => {
    const recording = await recordingOf(secret, async (kv) => {
      const view = kv.as(json());
      for (const lost of [new Date(), () => secret, Symbol(secret), new Map([[secret, secret]]), NaN, 1n]) {
        await expect(view.set('key', { [secret]: lost })).rejects.toMatchObject({
          code: 'INVALID_ARGUMENT',
          place: expect.stringContaining(secret) as string,
        });
      }
    });
    expect(recording.leaks()).toEqual({});
  });

  it('is not told by arguments of a wrong type', async () => {
    const number = Number(secret) || 987_654_321.5;
    const recording = await record(async ({ note }) => {
      [secret, String(number)].forEach(note);
      await using kv = await createKvStore({ driver: 'memory' });
      const wrong = [number, [secret], { secret }, Symbol(secret), Buffer.from(secret)] as never[];
      for (const one of wrong) {
        await expect(kv.get(one)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
        await expect(kv.set('key', one)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
        await expect(kv.page({ prefix: one })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
        await expect(kv.page({ cursor: one })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
        await expect(kv.replaceIf('key', 'value', one)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
        expect(() => kv.namespace(one)).toThrow('must be a string');
      }
      await expect(kv.increment('key', number + 0.25)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      await expect(kv.page({ cursor: secret })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    });
    expect(recording.leaks()).toEqual({});
  });

  it('is told by what the caller himself has thrown, and to nobody but him', async () => {
    const recording = await recordingOf(secret, async (kv) => {
      const fail = () => {
        throw tellingError(secret);
      };
      await expect(kv.getOrSet('key', fail)).rejects.toThrow(secret);
      await expect(kv.update('key', fail)).rejects.toThrow(secret);
    });
    expect(Object.keys(recording.leaks())).toEqual(['errors']);
  });

  it('is not told by an observer that throws', async () => {
    const recording = await record(async ({ note }) => {
      note(secret);
      const fail = () => {
        throw tellingError(secret);
      };
      const observers = [{ callStarted: fail, callEnded: () => Promise.reject(tellingError(secret)) }];
      await using kv = await createKvStore({ driver: 'memory', observers });
      await kv.set('key', secret);
      await new Promise(setImmediate);
    });
    expect(recording.amounts.warnings).toBeGreaterThan(0);
    expect(recording.leaks()).toEqual({});
  });
});
