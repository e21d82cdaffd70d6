import { type KvCommit, KvError, type KvStore } from 'nestjs-kv-store';
import { createTestClock, type KvTestClock } from 'nestjs-kv-store/testing';

/** The clock runs ahead: what has really expired, DynamoDB removes by its own. Milliseconds. */
const anHour = 3_600_000;

/** What every store promises of changes that depend on what is stored. */
export function describeConditions(
  open: (clock: KvTestClock) => Promise<KvStore>,
  close: () => Promise<void> = () => Promise.resolve(),
) {
  let kv: KvStore;
  let clock: KvTestClock;

  beforeAll(async () => {
    clock = createTestClock(Date.now() + anHour);
    kv = await open(clock);
  });
  afterAll(() => close());

  let count = 0;
  const fresh = () => `entry-${String((count += 1))}`;
  /** A key whose entry has expired, and may still be in the back end. */
  const expired = async () => {
    const key = fresh();
    await kv.set(key, 'old', { ttl: 1_000 });
    clock.advance(1_000);
    return key;
  };
  const versionOf = async (key: string) => (await kv.getEntry(key))?.version ?? 'none';
  const committed = (commit: KvCommit) => {
    if (!commit.ok) throw new Error('The change should have been made.');
    return commit.version;
  };
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => {
        throw new Error('The call should have been rejected.');
      },
      (error: unknown) => error as KvError,
    );

  describe('getEntry', () => {
    it('gives the value with its key, version and expiry', async () => {
      const key = fresh();
      expect(await kv.getEntry(key)).toBeUndefined();
      await kv.namespace('n').set(key, 'value');
      expect(await kv.namespace('n').getEntry(key)).toEqual({
        key,
        value: 'value',
        version: expect.stringMatching(/^[\w:.~-]+$/) as string,
      });
      const now = clock.now();
      await kv.set(key, 'value', { ttl: 1_500 });
      expect(await kv.getEntry(key)).toMatchObject({ key, expiresAt: now + 1_500 });
      clock.advance(1_500);
      expect(await kv.getEntry(key)).toBeUndefined();
    });

    it('gives the same version for as long as nothing changes, and another when the value does', async () => {
      const key = fresh();
      await kv.set(key, 'one');
      const first = await versionOf(key);
      expect(await versionOf(key)).toBe(first);
      await kv.set(key, 'two');
      const second = await versionOf(key);
      expect(second).not.toBe(first);
      await kv.update(key, () => 'three');
      expect([first, second]).not.toContain(await versionOf(key));
    });
  });

  describe('create', () => {
    it('stores what is absent, and leaves what is there', async () => {
      const key = fresh();
      const version = committed(await kv.create(key, 'first'));
      expect(await kv.getEntry(key)).toEqual({ key, value: 'first', version });
      expect(await kv.create(key, 'second')).toEqual({ ok: false });
      expect(await kv.getEntry(key)).toEqual({ key, value: 'first', version });
    });

    it('takes an expired entry, and a deleted one, for absent', async () => {
      const key = await expired();
      expect(await kv.create(key, 'new')).toMatchObject({ ok: true });
      expect(await kv.getEntry(key)).not.toHaveProperty('expiresAt');
      await kv.delete(key);
      expect(await kv.create(key, 'again', { ttl: 500 })).toMatchObject({ ok: true });
      clock.advance(499);
      expect(await kv.create(key, 'too early')).toEqual({ ok: false });
      clock.advance(1);
      expect(await kv.create(key, 'in time')).toMatchObject({ ok: true });
    });

    it('lets one of many win', async () => {
      const key = fresh();
      const commits = await Promise.all(
        Array.from({ length: 50 }, (_, index) => kv.create(key, String(index))),
      );
      const won = commits.findIndex(({ ok }) => ok);
      expect(commits.filter(({ ok }) => ok)).toHaveLength(1);
      expect(await kv.get(key)).toBe(String(won));
    });
  });

  describe('replaceIf and deleteIf', () => {
    it('change what still has the version, and nothing else', async () => {
      const key = fresh();
      const first = committed(await kv.create(key, 'one', { ttl: 60_000 }));
      const second = committed(await kv.replaceIf(key, 'two', first));
      expect(second).not.toBe(first);
      expect(await kv.getEntry(key)).toEqual({ key, value: 'two', version: second });
      expect(await kv.replaceIf(key, 'lost', first)).toEqual({ ok: false });
      expect(await kv.deleteIf(key, first)).toBe(false);
      expect(await kv.get(key)).toBe('two');
      expect(await kv.deleteIf(key, second)).toBe(true);
      expect(await kv.get(key)).toBeUndefined();
      expect(await kv.deleteIf(key, second)).toBe(false);
    });

    it('set the expiry, or clear it', async () => {
      const key = fresh();
      const first = committed(await kv.create(key, 'one'));
      const second = committed(await kv.replaceIf(key, 'two', first, { ttl: 300 }));
      expect(await kv.getEntry(key)).toMatchObject({ expiresAt: clock.now() + 300 });
      await kv.replaceIf(key, 'three', second);
      expect(await kv.getEntry(key)).not.toHaveProperty('expiresAt');
    });

    it('take an expired entry, an absent one and an unknown version for changed', async () => {
      const key = fresh();
      await kv.set(key, 'old', { ttl: 1_000 });
      const version = await versionOf(key);
      clock.advance(1_000);
      expect(await kv.replaceIf(key, 'new', version)).toEqual({ ok: false });
      expect(await kv.deleteIf(key, version)).toBe(false);
      expect(await kv.replaceIf(fresh(), 'new', version)).toEqual({ ok: false });
      await kv.set(key, 'value');
      for (const unknown of ['0', 'W/"1"', 'value:none', 'ß', version]) {
        expect(await kv.replaceIf(key, 'new', unknown)).toEqual({ ok: false });
        expect(await kv.deleteIf(key, unknown)).toBe(false);
      }
      expect(await kv.get(key)).toBe('value');
    });

    it.each([undefined, null, '', 7])('refuse the version %p', async (version) => {
      const bad = version as string;
      expect(await failure(kv.replaceIf('key', 'value', bad))).toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(await failure(kv.deleteIf('key', bad))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    });
  });

  describe('update', () => {
    it('stores what is made of the value, creates and deletes', async () => {
      const key = fresh();
      const seen: unknown[] = [];
      const change = (next: string | undefined) => (current: string | undefined) => {
        seen.push(current);
        return next;
      };
      expect(await kv.update(key, change('one'))).toBe('one');
      expect(await kv.update(key, (current) => Promise.resolve(`${current ?? ''} two`))).toBe('one two');
      expect(await kv.update(key, change(undefined))).toBeUndefined();
      expect(await kv.update(key, change(undefined))).toBeUndefined();
      expect(await kv.get(key)).toBeUndefined();
      expect(seen).toEqual([undefined, 'one two', undefined]);
    });

    it('keeps the expiry, and sets one only where it creates', async () => {
      const key = fresh();
      const expiresAt = clock.now() + 1_000;
      await kv.update(key, () => 'one', { ttl: 1_000 });
      clock.advance(400);
      await kv.update(key, () => 'two', { ttl: 60_000 });
      expect(await kv.getEntry(key)).toMatchObject({ value: 'two', expiresAt });
      clock.advance(600);
      await kv.update(key, (current) => (current === undefined ? 'new' : 'expired'));
      expect(await kv.getEntry(key)).toMatchObject({ value: 'new' });
      expect(await kv.getEntry(key)).not.toHaveProperty('expiresAt');
    });

    it('loses no change of any of many', async () => {
      const key = fresh();
      await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          kv.update(key, (current = '') => `${current}${current && ','}${String(index)}`, {
            timeout: 15_000,
          }),
        ),
      );
      const numbers = ((await kv.get(key)) ?? '').split(',').map(Number);
      expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, index) => index));
    });

    it('rejects with what the caller threw, as it is, and changes nothing', async () => {
      const key = fresh();
      await kv.set(key, 'value');
      const thrown = new RangeError('not today');
      expect(
        await failure(
          kv.update(key, () => {
            throw thrown;
          }),
        ),
      ).toBe(thrown);
      expect(await failure(kv.update(key, () => 7 as unknown as string))).toMatchObject({
        code: 'INVALID_ARGUMENT',
        operation: 'update',
      });
      expect(await failure(kv.update(key, 'value' as never))).toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(await kv.get(key)).toBe('value');
    });

    it('ends at its deadline when the caller does not answer', async () => {
      const error = await failure(
        kv.update(fresh(), () => new Promise<string>(() => undefined), { timeout: 30 }),
      );
      expect(error).toMatchObject({ code: 'TIMEOUT', retryable: true });
      expect(error.outcome).toBeUndefined();
    });
  });

  describe('take', () => {
    it('gives the value once', async () => {
      const key = fresh();
      expect(await kv.take(key)).toBeUndefined();
      await kv.set(key, 'value');
      expect(await kv.take(key)).toBe('value');
      expect(await kv.get(key)).toBeUndefined();
      expect(await kv.take(await expired())).toBeUndefined();
    });

    it('gives it to one of many', async () => {
      const key = fresh();
      await kv.set(key, 'value');
      const taken = await Promise.all(Array.from({ length: 30 }, () => kv.take(key)));
      expect(taken.filter((value) => value !== undefined)).toEqual(['value']);
    });
  });

  describe('touch', () => {
    it('moves the expiry, takes it away, and keeps the value', async () => {
      const key = fresh();
      await kv.set(key, 'value', { ttl: 1_000 });
      expect(await kv.touch(key, 5_000)).toBe(true);
      expect(await kv.getEntry(key)).toMatchObject({ value: 'value', expiresAt: clock.now() + 5_000 });
      clock.advance(4_999);
      expect(await kv.touch(key, null)).toBe(true);
      clock.advance(60_000);
      expect(await kv.get(key)).toBe('value');
    });

    it('wakes nothing that is absent or has expired', async () => {
      expect(await kv.touch(fresh(), 1_000)).toBe(false);
      const key = await expired();
      expect(await kv.touch(key, null)).toBe(false);
      expect(await kv.has(key)).toBe(false);
    });

    it.each([undefined, 0, -1, NaN, '5'])('refuses a ttl of %p', async (ttl) => {
      const error = await failure(kv.touch('key', ttl as number));
      expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(error.message).toContain('null');
    });
  });

  describe('getOrSet', () => {
    it('loads what is missing, once, and stores it', async () => {
      const key = fresh();
      let loads = 0;
      const load = () => `load ${String((loads += 1))}`;
      expect(await kv.getOrSet(key, load, { ttl: 1_000 })).toBe('load 1');
      expect(await kv.getOrSet(key, load)).toBe('load 1');
      expect(await kv.getEntry(key)).toMatchObject({ value: 'load 1', expiresAt: clock.now() + 1_000 });
      clock.advance(1_000);
      expect(await kv.getOrSet(key, () => Promise.resolve(load()))).toBe('load 2');
      expect(await kv.getEntry(key)).not.toHaveProperty('expiresAt');
    });

    it('shares one load among callers side by side', async () => {
      const key = fresh();
      let loads = 0;
      const load = async () => {
        await new Promise(setImmediate);
        return `load ${String((loads += 1))}`;
      };
      const values = await Promise.all(Array.from({ length: 30 }, () => kv.getOrSet(key, load)));
      expect(new Set(values)).toEqual(new Set(['load 1']));
      expect(await kv.get(key)).toBe('load 1');
    });

    it('gives what another caller stored first', async () => {
      const key = fresh();
      const value = await kv.getOrSet(key, async () => {
        await kv.create(key, 'theirs');
        return 'ours';
      });
      expect(value).toBe('theirs');
      expect(await kv.get(key)).toBe('theirs');
    });

    it('stores nothing once the key was set or deleted here', async () => {
      const [deleted, set] = [fresh(), fresh()];
      const meanwhile = (work: () => Promise<void>) => async () => {
        await work();
        return 'loaded';
      };
      expect(
        await kv.getOrSet(
          deleted,
          meanwhile(() => kv.delete(deleted)),
        ),
      ).toBe('loaded');
      expect(await kv.get(deleted)).toBeUndefined();
      expect(
        await kv.getOrSet(
          set,
          meanwhile(() => kv.setMany([[set, 'newer']])),
        ),
      ).toBe('loaded');
      expect(await kv.get(set)).toBe('newer');
    });

    it('rejects all who wait with what the load threw, and forgets it', async () => {
      const key = fresh();
      const thrown = new Error('no database');
      const load = () => Promise.reject<string>(thrown);
      const failures = [failure(kv.getOrSet(key, load)), failure(kv.getOrSet(key, load))];
      expect(await Promise.all(failures)).toEqual([thrown, thrown]);
      expect(await kv.getOrSet(key, () => 'value')).toBe('value');
    });

    it('refuses what it cannot store, and what is no function', async () => {
      const key = fresh();
      expect(await failure(kv.getOrSet(key, () => 7 as never))).toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(await failure(kv.getOrSet(key, 'value' as never))).toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(await kv.has(key)).toBe(false);
    });

    it('leaves a load to those who still wait for it', async () => {
      const key = fresh();
      const load = () => new Promise<string>((resolve) => setTimeout(resolve, 60, 'value'));
      const [gone, stays] = await Promise.all([
        failure(kv.getOrSet(key, load, { timeout: 20 })),
        kv.getOrSet(key, load),
      ]);
      expect(gone).toMatchObject({ code: 'TIMEOUT' });
      expect(stays).toBe('value');
      expect(await kv.get(key)).toBe('value');
    });
  });

  describe('bad keys', () => {
    it.each([undefined, null, 7, '', '\ud83d'])('such as %p are refused by all', async (bad) => {
      const key = bad as string;
      for (const call of [
        kv.getEntry(key),
        kv.getOrSet(key, () => 'value'),
        kv.create(key, 'value'),
        kv.replaceIf(key, 'value', '1'),
        kv.deleteIf(key, '1'),
        kv.update(key, () => 'value'),
        kv.take(key),
        kv.increment(key),
        kv.touch(key, null),
      ]) {
        const error = await failure(call);
        expect(error).toBeInstanceOf(KvError);
        expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
      }
    });
  });
}
