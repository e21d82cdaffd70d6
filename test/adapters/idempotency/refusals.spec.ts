import { openShop, type Shop } from './open-shop.js';
import { until } from '../../support/until.js';

const documentation = 'https://shop.example/idempotency';

describe.each(['Express', 'Fastify'] as const)('an Idempotency-Key on %s', (platform) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ driver: 'memory' }, { platform, documentation });
  });
  afterAll(() => shop.close());

  it('is refused as problem details while a request with it is being handled, and replayed afterwards', async () => {
    const body = { wait: 300 };
    const first = shop.post('/orders?of=waiting', { key: 'a', body });
    await until(() => shop.runs.of('waiting') === 1);
    const second = await shop.post('/orders?of=waiting', { key: 'a', body });
    expect(second.status).toBe(409);
    expect(second.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(second.headers.get('retry-after')).toBe('1');
    expect(JSON.parse(second.text)).toEqual({
      type: documentation,
      title: 'A request is outstanding for this Idempotency-Key',
      status: 409,
      detail: expect.any(String),
      code: 'idempotency-key-in-flight',
    });
    expect((await first).text).toBe('{"order":1}');
    expect(await shop.post('/orders?of=waiting', { key: 'a', body })).toMatchObject({
      isReplayed: true,
      status: 201,
    });
    expect(shop.runs.of('waiting')).toBe(1);
  });

  it('is refused for another body or query, whether the first request is over or not', async () => {
    const first = shop.post('/orders?of=reused', { key: 'b', body: { wait: 200, item: 'pen' } });
    await until(() => shop.runs.of('reused') === 1);
    const other = { key: 'b', body: { wait: 200, item: 'ink' } };
    const early = await shop.post('/orders?of=reused', other);
    await first;
    const late = await shop.post('/orders?of=reused', other);
    const query = await shop.post('/orders?of=other-query', { key: 'b', body: { wait: 200, item: 'pen' } });
    for (const { status, text, headers } of [early, late, query]) {
      expect(status).toBe(422);
      expect(JSON.parse(text)).toMatchObject({ code: 'idempotency-key-reused', type: documentation });
      expect(headers.get('retry-after')).toBeNull();
    }
    expect(shop.runs.of('reused')).toBe(1);
    expect(shop.runs.of('other-query')).toBe(0);
  });

  it('does not mind the order of properties, nor whether it is quoted', async () => {
    await shop.post('/orders?of=ordered', { key: 'c', body: { item: 'pen', more: { a: 1, b: [2] } } });
    const again = await shop.post('/orders?of=ordered', {
      key: '"c"',
      body: { more: { b: [2], a: 1 }, item: 'pen' },
    });
    expect(again.isReplayed).toBe(true);
    expect(shop.runs.of('ordered')).toBe(1);
  });

  it.each([
    ['no key', ''],
    ['an empty key', '""'],
    ['two keys', '"a", "b"'],
    ['two bare keys', 'a,b'],
    ['half a string', '"not closed'],
    ['a bare space', 'with space'],
    ['too long a key', 'k'.repeat(256)],
  ])('that is %s is refused', async (_what, key) => {
    const { status, text } = await shop.post('/orders?of=invalid', { key });
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ code: 'idempotency-key-invalid' });
    if (key) expect(text).not.toContain(key);
    expect(shop.runs.of('invalid')).toBe(0);
  });

  it('may be missing, where it is not required', async () => {
    const answers = [await shop.post('/orders?of=without'), await shop.post('/orders?of=without')];
    expect(answers.map(({ text }) => text)).toEqual(['{"order":1}', '{"order":2}']);
    const { status, text } = await shop.post('/required');
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ code: 'idempotency-key-missing', type: documentation });
    expect(shop.runs.of('required')).toBe(0);
    expect(await shop.post('/required', { key: 'd' })).toMatchObject({ status: 201, text: '1' });
  });

  it('belongs to one method and path', async () => {
    expect((await shop.post('/orders/1/pay', { key: 'e' })).text).toContain('"paid":"1"');
    expect((await shop.post('/orders/2/pay', { key: 'e' })).text).toContain('"paid":"2"');
    expect((await shop.post('/orders?of=elsewhere', { key: 'e' })).text).toBe('{"order":1}');
  });

  it('belongs to one scope, and does nothing where whose it is stays unknown', async () => {
    const as = (user: string) => shop.post('/whose', { key: 'f', headers: { user } });
    expect((await as('ada')).text).toBe('ada 1');
    expect((await as('bob')).text).toBe('bob 2');
    expect(await as('ada')).toMatchObject({ text: 'ada 1', isReplayed: true });
    expect((await as('')).status).toBe(500);
    expect(shop.runs.of('whose')).toBe(2);
  });

  it('means nothing to GET', async () => {
    const look = async () =>
      (await fetch(`${shop.url}/look`, { headers: { 'idempotency-key': 'g' } })).text();
    expect([await look(), await look()]).toEqual(['1', '2']);
  });

  it('is free again after an error that says so', async () => {
    expect((await shop.post('/busy', { key: 'h' })).status).toBe(503);
    expect(await shop.post('/busy', { key: 'h' })).toMatchObject({
      status: 201,
      text: 'done',
      isReplayed: false,
    });
    expect(await shop.post('/busy', { key: 'h' })).toMatchObject({ text: 'done', isReplayed: true });
  });

  it('keeps an invalid payload refused, by the handler once and then by its response', async () => {
    const invalid = { key: 'i', body: { amount: -1 } };
    const first = await shop.post('/amounts', invalid);
    expect(first.status).toBe(400);
    expect(await shop.post('/amounts', invalid)).toMatchObject({ text: first.text, isReplayed: true });
    expect((await shop.post('/amounts', { key: 'i', body: { amount: 1 } })).status).toBe(422);
    expect((await shop.post('/amounts', { key: 'j', body: { amount: 1 } })).status).toBe(201);
  });

  it('says of a response too large to keep that it was given', async () => {
    expect((await shop.post('/large', { key: 'k' })).bytes).toHaveLength(1_100_000);
    const { status, text } = await shop.post('/large', { key: 'k' });
    expect(status).toBe(410);
    expect(JSON.parse(text)).toMatchObject({ code: 'idempotency-response-not-kept', originalStatus: 201 });
    expect(shop.runs.of('large')).toBe(1);
  });

  it('says of a stream that broke that it was cut off', async () => {
    await expect(shop.post('/streamed', { key: 'n' })).rejects.toThrow('terminated');
    let status = 409;
    await until(async () => ({ status } = await shop.post('/streamed', { key: 'n' })).status !== 409);
    expect(status).toBe(410);
    expect(shop.runs.of('streamed')).toBe(1);
  });

  it('is refused with a body too deep to be compared, and nothing is done', async () => {
    const body = `{"item":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const answer = await fetch(`${shop.url}/orders?of=deep`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'o' },
      body,
    });
    expect(answer.status).toBe(500);
    expect(shop.runs.of('deep')).toBe(0);
  });

  it('has its response also where the client left before there was one', async () => {
    const leave = new AbortController();
    const body = { wait: 200 };
    const left = shop.post('/orders?of=left', { key: 'l', body, signal: leave.signal });
    await until(() => shop.runs.of('left') === 1);
    leave.abort();
    await expect(left).rejects.toThrow('abort');
    expect((await shop.post('/orders?of=left', { key: 'l', body })).status).toBe(409);
    await until(async () => (await shop.post('/orders?of=left', { key: 'l', body })).status === 201);
    expect(shop.runs.of('left')).toBe(1);
  });

  it('says of a handler that Nest has stopped, since the client left, that it has run', async () => {
    const leave = new AbortController();
    const left = shop.post('/observed', { key: 'm', signal: leave.signal });
    await until(() => shop.runs.of('observed') === 1);
    leave.abort();
    await expect(left).rejects.toThrow('abort');
    let status = 409;
    await until(async () => ({ status } = await shop.post('/observed', { key: 'm' })).status !== 409);
    expect(status).toBe(410);
    expect(shop.runs.of('observed')).toBe(1);
  });

  it('is nowhere in the store', async () => {
    const secret = 'a-key-of-my-own';
    await shop.post('/orders?of=hashed', { key: secret, body: { item: 'pen' } });
    const { entries } = await shop.kv.page({ limit: 1_000 });
    expect(entries.length).toBeGreaterThan(5);
    for (const { key } of entries) expect(key).toMatch(/^idempotency:[\w-]{43}$/);
    expect(JSON.stringify(entries)).not.toContain(secret);
  });
});
