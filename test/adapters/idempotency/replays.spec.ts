import { openShop, type Answer, type Shop } from './open-shop.js';
import { WithoutSecrets } from './shop.js';

const own = ['date', 'idempotent-replayed'];

/** All that a client sees, but what tells a replay. */
function seen({ status, headers, bytes }: Answer) {
  return {
    status,
    headers: [...headers].filter(([name]) => !own.includes(name)),
    body: bytes.toString('base64'),
  };
}

describe.each(['Express', 'Fastify'] as const)('a response is replayed on %s', (platform) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ driver: 'memory' }, { platform, interceptors: [new WithoutSecrets()] });
  });
  afterAll(() => shop.close());

  it.each<[string, string, number, RegExp | undefined]>([
    ['JSON', 'orders', 201, /^\{"order":1\}$/],
    ["a status of the handler's choice", 'chosen-status', 207, /^run 1$/],
    ['204', 'nothing', 204, /^$/],
    ['no body', 'empty', 201, /^$/],
    ['what a handler sends by itself', 'by-hand', 299, /^\{"run":1\}$/],
    ['bytes', 'buffer', 201, undefined],
    ['a StreamableFile', 'file', 201, /^run 1;run 1;/],
    ['a redirect', 'moved', 303, undefined],
    ['an HttpException', 'conflict', 409, /^\{"reason":"sold","run":1\}$/],
    ['an unknown error', 'bug', 500, /Internal server error/],
    ['what a filter of your own makes of an error', 'sold-out', 409, /^\{"soldOut":true\}$/],
    ['what an interceptor further out makes of a value', 'account', 201, /^\{"name":"Ada"\}$/],
  ])('%s', async (_what, path, status, text) => {
    const first = await shop.post(`/${path}`, { key: `"key of ${path}"` });
    expect(first.status).toBe(status);
    expect(first.isReplayed).toBe(false);
    if (text) expect(first.text).toMatch(text);
    const again = await shop.post(`/${path}`, { key: `"key of ${path}"` });
    expect(again.isReplayed).toBe(true);
    expect(seen(again)).toEqual(seen(first));
    expect(shop.runs.of(path)).toBe(1);
  });

  it('with the headers of the route, but no cookie', async () => {
    const first = await shop.post('/orders/7/pay', { key: 'pay' });
    expect(first.headers.get('set-cookie')).toBe('session=secret');
    const again = await shop.post('/orders/7/pay', { key: 'pay' });
    expect(again.status).toBe(202);
    expect(again.headers.get('location')).toBe('/payments/7');
    expect(again.headers.get('x-fixed')).toBe('of the route');
    expect(again.headers.get('set-cookie')).toBeNull();
    expect(again.text).toBe(first.text);
  });

  it('as a stream of events, at once', async () => {
    const first = await shop.post('/events', { key: 'events' });
    expect(first.text).toContain('data: run 1\n\nid: 2\ndata: more\n\n');
    const again = await shop.post('/events', { key: 'events' });
    expect(again).toMatchObject({ status: first.status, text: first.text, isReplayed: true });
    expect(again.headers.get('content-type')).toBe('text/event-stream');
    expect(again.headers.get('cache-control')).toBe(first.headers.get('cache-control'));
  });
});
