import { setTimeout as pause } from 'node:timers/promises';

import { createKvStore } from 'nestjs-kv-store';

import { BackEnd } from './back-end.js';
import { Flood } from './flood.js';
import { settle } from './settle.js';

const calls = 20_000;
/** Milliseconds. A second is enough for 20,000 errors, but not on machines that are busy with other things too. */
const tolerance = 10_000;
jest.setTimeout(60_000);

describe.each([true, false])(`${calls} calls at once, coalesce: %s`, (coalesce) => {
  it('end by their deadline, which is one moment, where nothing is answered', async () => {
    const backEnd = new BackEnd();
    await using kv = await createKvStore({ driver: backEnd, coalesce, timeout: 500 });
    backEnd.state = 'silent';
    const flood = new Flood(kv, 1);
    const since = performance.now();
    flood.call(calls);
    const { codes, last } = await settle(flood.answers, since);
    expect(codes).toEqual({ TIMEOUT: calls });
    expect(last).toBeGreaterThan(490);
    expect(last).toBeLessThan(500 + tolerance);
    expect(backEnd.inFlight).toBe(0);
    // Nothing of it is in the way of others.
    backEnd.state = 'up';
    const { requests } = backEnd;
    await kv.set('hot-1', 'at once');
    expect(await kv.get('hot-1')).toBe('at once');
    expect(backEnd.requests).toBe(requests + 2);
  });

  it('end by their deadline where most are answered too late, and no request is made for those', async () => {
    const backEnd = new BackEnd();
    await using kv = await createKvStore({ driver: backEnd, coalesce, timeout: 3_000 });
    backEnd.latency = coalesce ? 50 : 2_000;
    const flood = new Flood(kv, 2);
    const since = performance.now();
    flood.call(calls);
    const { codes, last } = await settle(flood.answers, since);
    const { ok = 0, TIMEOUT = 0, CONFLICT = 0 } = codes;
    expect(ok + TIMEOUT + CONFLICT).toBe(calls);
    expect(ok).toBeGreaterThan(0);
    expect(TIMEOUT).toBeGreaterThan(0);
    expect(last).toBeLessThan(3_000 + tolerance);
    const { requests } = backEnd;
    await pause(100);
    expect(backEnd.requests).toBe(requests);
  });
});
