import { setTimeout as delay } from 'node:timers/promises';

import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { mergeMap, type Observable, retry } from 'rxjs';

import { until } from '../../support/until.js';
import { openShop } from './open-shop.js';

/** As one that looks something up before it lets a value pass. */
const slow: NestInterceptor = {
  intercept: (_context: ExecutionContext, next: CallHandler): Observable<unknown> =>
    next.handle().pipe(
      mergeMap(async (value: unknown) => {
        await delay(20);
        return value;
      }),
    ),
};

const trying: NestInterceptor = {
  intercept: (_context: ExecutionContext, next: CallHandler): Observable<unknown> =>
    next.handle().pipe(retry(2)),
};

const failing: NestInterceptor = {
  intercept: (_context: ExecutionContext, next: CallHandler): Observable<unknown> =>
    next.handle().pipe(
      mergeMap((value: unknown) => {
        if (value === undefined) throw new TypeError('a value was expected');
        return [value];
      }),
      retry(2),
    ),
};

describe.each(['Express', 'Fastify'] as const)('around an idempotent route on %s', (platform) => {
  const open = (...interceptors: NestInterceptor[]) =>
    openShop({ driver: 'memory' }, { platform, interceptors });

  it.each(['orders', 'nothing', 'empty', 'by-hand', 'moved', 'file', 'conflict'])(
    'an interceptor that takes its time changes nothing: %s',
    async (path) => {
      const shop = await open(slow);
      const first = await shop.post(`/${path}`, { key: 'a' });
      const again = await shop.post(`/${path}`, { key: 'a' });
      expect(again).toMatchObject({ status: first.status, text: first.text, isReplayed: true });
      expect(shop.runs.of(path)).toBe(1);
      await shop.close();
    },
  );

  it('an interceptor that tries again runs no handler whose key another request has', async () => {
    const shop = await open(trying);
    const request = { key: 'a', body: { wait: 300 } };
    const first = shop.post('/orders', request);
    await until(() => shop.runs.of('orders') === 1);
    expect((await shop.post('/orders', request)).status).toBe(409);
    expect((await shop.post('/orders', { key: 'a', body: { item: 'other' } })).status).toBe(422);
    expect((await shop.post('/required')).status).toBe(400);
    expect((await first).status).toBe(201);
    expect([shop.runs.of('orders'), shop.runs.of('required')]).toEqual([1, 0]);
    await shop.close();
  });

  it('an interceptor that tries its handler again keeps the claim, and the response is the last', async () => {
    const shop = await open(trying);
    const first = await shop.post('/conflict', { key: 'a' });
    expect(first.text).toBe('{"reason":"sold","run":3}');
    expect(await shop.post('/conflict', { key: 'a' })).toMatchObject({ text: first.text, isReplayed: true });
    await shop.close();
  });

  it('an interceptor that fails on a replay, and tries again, changes nothing', async () => {
    const shop = await open(failing);
    const first = await shop.post('/orders', { key: 'a' });
    for (let times = 0; times < 2; times += 1)
      expect(await shop.post('/orders', { key: 'a' })).toMatchObject({ text: first.text, isReplayed: true });
    expect(shop.runs.of('orders')).toBe(1);
    await shop.close();
  });
});
