import { ScriptedDriver, settled } from '../../../../test/support/scripted-driver.js';
import type { KvRecord } from '../core/kv-driver.js';
import type { KvError } from '../core/kv-error.js';
import { createKvStore, type OpenKvStore } from '../create-kv-store.js';

/** Reads from memory, as LMDB does, as long as what it sees there is fresh. */
class NearDriver extends ScriptedDriver {
  readonly inProcess = 'reads';
  isFresh = true;
  readonly looks: string[] = [];

  constructor() {
    super({ reads: 10, writes: 10, inFlight: 4 });
  }

  refresh(): boolean {
    this.looks.push('refresh');
    return this.isFresh;
  }

  readNow(key: string): KvRecord | undefined {
    this.looks.push(key);
    if (key === 'bad') throw new Error('broken');
    return key === 'missing' ? undefined : { value: `${key} at hand`, version: '1' };
  }
}

let driver: NearDriver;
let kv: OpenKvStore;
beforeEach(async () => {
  driver = new NearDriver();
  kv = await createKvStore({ driver });
});
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as KvError,
  );

describe('reads of what is at hand', () => {
  it('look once for all that are called side by side, after the last was called', async () => {
    const reads = [kv.get('a'), kv.getMany(['b', 'missing']), Promise.resolve().then(() => kv.has('a'))];
    expect(driver.looks).toEqual([]);
    expect(await Promise.all(reads)).toEqual(['a at hand', ['b at hand', undefined], true]);
    expect(driver.looks).toEqual(['refresh', 'a', 'b', 'missing', 'a']);
    await kv.get('a');
    expect(driver.looks.slice(5)).toEqual(['refresh', 'a']);
    expect(driver.requests).toEqual([]);
  });

  it('do not look where they may be behind', async () => {
    expect(await kv.get('a', { consistency: 'eventual' })).toBe('a at hand');
    expect(driver.looks).toEqual(['a']);
  });

  it('of one that cannot be read harm no other', async () => {
    const bad = failure(kv.get('bad'));
    expect(await kv.get('good')).toBe('good at hand');
    expect(await bad).toMatchObject({ code: 'UNAVAILABLE', key: 'bad' });
  });

  it('are answered before the store is closed', async () => {
    const read = kv.get('a');
    await kv.close();
    expect(await read).toBe('a at hand');
  });
});

describe('reads of what is no more', () => {
  beforeEach(() => (driver.isFresh = false));

  it('are asked of the back end, together', async () => {
    const reads = [kv.get('a'), kv.get('b')];
    await settled();
    expect(driver.requests.map(({ verb, keys }) => `${verb} ${keys.join(' ')}`)).toEqual(['read a b']);
    driver.requests[0]?.answer();
    expect(await Promise.all(reads)).toEqual(['value of a', 'value of b']);
    expect(driver.looks).toEqual(['refresh']);
  });

  it('end by their deadline', async () => {
    const calls = [kv.get('a', { timeout: 20 }), kv.getMany(['b', 'c'], { timeout: 20 })];
    for (const error of await Promise.all(calls.map(failure))) expect(error?.code).toBe('TIMEOUT');
  });

  it('leave no timer and no listener behind when they are answered', async () => {
    const clearing = jest.spyOn(globalThis, 'clearTimeout');
    const { signal } = new AbortController();
    const leaving = jest.spyOn(signal, 'removeEventListener');
    const reads = Promise.all([kv.get('a', { signal }), kv.getMany(['b', 'c'], { signal })]);
    await settled();
    driver.requests[0]?.answer();
    await reads;
    expect(clearing).toHaveBeenCalledTimes(1);
    expect(leaving).toHaveBeenCalledTimes(1);
    clearing.mockRestore();
  });

  it('end when their callers leave, and are not sent where that was before', async () => {
    const leave = new AbortController();
    const { signal } = leave;
    const before = failure(kv.get('a', { signal }));
    leave.abort();
    expect(await before).toMatchObject({ code: 'ABORTED' });
    await settled();
    expect(driver.requests).toEqual([]);

    const later = new AbortController();
    const after = failure(kv.get('a', { signal: later.signal }));
    await settled();
    expect(driver.requests).toHaveLength(1);
    later.abort();
    expect(await after).toMatchObject({ code: 'ABORTED' });
  });
});
