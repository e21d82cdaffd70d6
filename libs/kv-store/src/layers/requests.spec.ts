import { ScriptedDriver, settled } from '../../../../test/support/scripted-driver.js';
import type { KvObserver, KvRequestEnd, KvRequestInfo } from '../core/kv-observer.js';
import { createKvStore, type OpenKvStore } from '../create-kv-store.js';

let driver: ScriptedDriver;
const open = (...observers: KvObserver[]): Promise<OpenKvStore> => {
  driver = new ScriptedDriver({ reads: 100, writes: 25, inFlight: 10 });
  return createKvStore({ driver, observers });
};

/** Answers one request, once it is there. */
async function answer(): Promise<void> {
  await settled();
  driver.requests.at(-1)?.answer();
}

describe('requests to the driver', () => {
  it('are told with the calls that they are made for, once each', async () => {
    const requestStarted = jest.fn<undefined, [KvRequestInfo]>();
    const requestEnded = jest.fn<undefined, [KvRequestInfo, KvRequestEnd]>();
    const kv = await open({ requestStarted, requestEnded });
    const calls = [kv.getMany(['a', 'b']), kv.get('a')];
    await answer();
    await Promise.all(calls);
    const [[opening] = [], [read] = []] = requestStarted.mock.calls;
    expect(opening).toMatchObject({ operation: 'open', size: 0, calls: [{ operation: 'open' }] });
    expect(read).toMatchObject({
      store: 'default',
      driver: 'scripted',
      backEnd: { system: 'scripted' },
      operation: 'read',
      size: 2,
      calls: [{ operation: 'getMany' }, { operation: 'get' }],
    });
    const [[, opened] = [], [same, end] = []] = requestEnded.mock.calls;
    expect(opened).toMatchObject({ outcome: 'ok' });
    expect(same).toBe(read);
    expect(end).toMatchObject({ outcome: 'ok', calls: read?.calls });
    expect(end?.durationMs).toBeGreaterThan(0);
  });

  it('of which all have left tell of nobody who waits', async () => {
    const requestEnded = jest.fn<undefined, [KvRequestInfo, KvRequestEnd]>();
    const kv = await open({ requestEnded });
    await expect(kv.get('a', { timeout: 5 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    await answer();
    await settled();
    expect(requestEnded.mock.lastCall).toMatchObject([{ calls: [{ operation: 'get' }] }, { calls: [] }]);
  });
});

describe('an observer around a request', () => {
  it.each<[string, NonNullable<KvObserver['aroundRequest']>]>([
    [
      'throws before',
      () => {
        throw new Error('secret');
      },
    ],
    [
      'throws after',
      (_, send) => {
        send();
        throw new Error('secret');
      },
    ],
    [
      'rejects',
      (async () => {
        await settled();
        throw new Error('secret');
      }) as never,
    ],
    [
      'sends it twice',
      (_, send) => {
        send();
        return send();
      },
    ],
    ['sends it too late', ((_: unknown, send: () => unknown) => void setImmediate(send)) as never],
    ['gives something else', () => 'something else' as never],
  ])('that %s has it sent once all the same', async (_, aroundRequest) => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const kv = await open({ aroundRequest });
    const read = kv.get('a');
    await answer();
    expect(await read).toBe('value of a');
    await settled();
    expect(driver.requests).toHaveLength(1);
    expect(JSON.stringify(warn.mock.calls)).not.toContain('secret');
    warn.mockRestore();
  });

  it('stands around those that come after it in the list', async () => {
    const order: string[] = [];
    const around = (name: string): KvObserver => ({
      aroundRequest: (_, send) => {
        order.push(name);
        return send();
      },
    });
    await open(around('outer'), around('inner'));
    expect(order).toEqual(['outer', 'inner']);
  });
});
