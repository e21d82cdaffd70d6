import { createKvStore } from 'nestjs-kv-store';

import { BackEnd } from './back-end.js';
import { expectInOrder, Flood } from './flood.js';

const calls = 20_000;
const seed = Number(process.env['FLOOD_SEED'] ?? 8);

describe(`${calls} calls at once to a back end with little room`, () => {
  it(`are made in their order, and take no more room (FLOOD_SEED=${seed})`, async () => {
    const backEnd = new BackEnd();
    await using kv = await createKvStore({ driver: backEnd, timeout: 60_000 });
    const flood = new Flood(kv, seed);
    flood.call(calls);
    await Promise.all(flood.answers);
    expect(backEnd.mostInFlight).toBe(2);
    expectInOrder(flood, backEnd.history);
    const { last } = flood;
    expect(last.size).toBeGreaterThan(calls / 4);
    expect(await kv.getMany(last.keys())).toEqual([...last.values()]);
  });
});
