import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';

import { openDemo } from './demo-app.js';
import { describeOnEachStore } from './each-store.js';

describeOnEachStore('/links of the demo', (store) => {
  const target = 'https://docs.nestjs.com/techniques?a=1&b=%20#top';
  const absent = { statusCode: 404, error: 'Not Found', message: 'There is no such link.' };
  let app: NestExpressApplication;
  let url: string;
  let slug: string;
  const http = () => request(url);
  const post = (link: object) => http().post('/links').send(link);

  beforeAll(async () => {
    app = await openDemo(store());
    // Listening, so that requests can be made side by side.
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());
  beforeEach(() => {
    slug = randomUUID();
  });

  it('makes a link, follows it and counts', async () => {
    const { headers } = await post({ slug, url: target }).expect(201, { slug, url: target });
    expect(headers).toHaveProperty('location', `/links/${slug}`);
    await http().get(`/links/${slug}`).expect(200, { slug, url: target, hits: 0 });
    const followed = await http().get(`/l/${slug}`).expect(302);
    expect(followed.headers).toMatchObject({ location: target, 'cache-control': 'no-store' });
    await http().get(`/l/${slug}`).expect(302);
    await http().get(`/links/${slug}`).expect(200, { slug, url: target, hits: 2 });
  });

  it('refuses a slug that is taken, and leaves the link as it was', async () => {
    await post({ slug, url: target }).expect(201);
    await http().get(`/l/${slug}`).expect(302);
    await post({ slug, url: 'https://example.org/' }).expect(409, {
      statusCode: 409,
      error: 'Conflict',
      message: 'This slug is taken.',
    });
    await http().get(`/links/${slug}`).expect(200, { slug, url: target, hits: 1 });
  });

  it('gives a slug to one of many', async () => {
    const urls = Array.from({ length: 10 }, (_, index) => `https://example.org/${String(index)}`);
    const answers = await Promise.all(urls.map((one) => post({ slug, url: one })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    const winner = answers.findIndex(({ status }) => status === 201);
    await http().get(`/links/${slug}`).expect(200, { slug, url: urls[winner], hits: 0 });
  });

  it('chooses a slug where none is given', async () => {
    const made = await Promise.all([post({ url: target }), post({ url: target })]);
    const slugs = made.map(({ body }) => (body as { slug: string }).slug);
    for (const one of slugs) {
      expect(one).toMatch(/^[A-HJ-NP-Za-km-z2-9]{7}$/);
      await http().get(`/links/${one}`).expect(200, { slug: one, url: target, hits: 0 });
    }
    expect(new Set(slugs).size).toBe(2);
  });

  it('counts a hundred that follow a link side by side', async () => {
    await post({ slug, url: target, ttl: 60_000 }).expect(201);
    const answers = await Promise.all(Array.from({ length: 100 }, () => http().get(`/l/${slug}`)));
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(302));
    const { body } = await http().get(`/links/${slug}`).expect(200);
    expect(body).toMatchObject({ hits: 100 });
  });

  it('lets a link expire, and counts anew for the next under its slug', async () => {
    const before = Date.now();
    const { body } = await post({ slug, url: target, ttl: 1_500 }).expect(201);
    const { expiresAt } = body as { expiresAt: number };
    expect(body).toEqual({ slug, url: target, expiresAt });
    expect(expiresAt).toBeGreaterThanOrEqual(before + 1_500);
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + 1_500);
    await http().get(`/l/${slug}`).expect(302);
    await http().get(`/links/${slug}`).expect(200, { slug, url: target, hits: 1, expiresAt });

    await setTimeout(expiresAt - Date.now() + 20);
    await http().get(`/l/${slug}`).expect(404, absent);
    await http().get(`/links/${slug}`).expect(404, absent);
    await post({ slug, url: target }).expect(201);
    await http().get(`/links/${slug}`).expect(200, { slug, url: target, hits: 0 });
  });

  it('answers 404 for no link, which nobody may remember', async () => {
    const { headers } = await http().get(`/l/${slug}`).expect(404, absent);
    expect(headers).toHaveProperty('cache-control', 'no-store');
    await http().get(`/links/${slug}`).expect(404, absent);
  });

  it.each([
    ['no url', { url: undefined }, /^url: /],
    ['a script for a url', { url: 'javascript:alert(1)' }, /^url: must be an http or https URL$/],
    ['a script behind spaces', { url: ' \tjavascript:alert(1)' }, /^url: /],
    ['data for a url', { url: 'data:text/html,x' }, /^url: /],
    ['a file for a url', { url: 'file:///etc/passwd' }, /^url: /],
    ['a path for a url', { url: '/users/1' }, /^url: /],
    ['a url without a scheme', { url: '//example.org' }, /^url: /],
    ['a url that is too long', { url: `https://example.org/${'x'.repeat(2_048)}` }, /^url: /],
    ['an empty slug', { slug: '' }, /^slug: /],
    ['a slug with a slash', { slug: 'a/b' }, /^slug: /],
    ['a slug that is too long', { slug: 'x'.repeat(65) }, /^slug: /],
    ['a slug with a line break', { slug: 'x\n' }, /^slug: /],
    ['a ttl of 0', { ttl: 0 }, /^ttl: /],
    ['a property that it does not know', { hits: 9 }, /"hits"/],
  ])('refuses %s', async (_what, sent, message) => {
    const { body } = await post({ url: target, ...sent }).expect(400);
    expect(body).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message: [expect.stringMatching(message)],
    });
  });

  it('keeps a url as it was checked, with nothing that could break out of a header', async () => {
    await post({ slug, url: ' HTTPS://Example.ORG/ü\r\nSet-Cookie:a=b\u2028 ' }).expect(201);
    const { headers } = await http().get(`/l/${slug}`).expect(302);
    expect(headers).toHaveProperty('location', 'https://example.org/%C3%BCSet-Cookie:a=b');
    expect(headers).not.toHaveProperty('set-cookie');
  });
});
