import { randomUUID } from 'node:crypto';

import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';

import { openDemo } from './demo-app.js';
import { describeOnEachStore } from './each-store.js';

describeOnEachStore('/users of the demo, with conditions,', (store) => {
  const ada = { name: 'Ada Lovelace', email: 'ada@example.org', age: 36 };
  const grace = { name: 'Grace Hopper', email: 'grace@example.org' };
  const lost = {
    statusCode: 412,
    error: 'Precondition Failed',
    message: 'The user is not as the condition asks for.',
  };
  let app: NestExpressApplication;
  let url: string;
  let path: string;
  const http = () => request(url);

  async function etag(): Promise<string> {
    const { headers } = await http().get(path).expect(200);
    return headers['etag'] ?? '';
  }

  beforeAll(async () => {
    app = await openDemo(store());
    // Listening, so that requests can be made side by side.
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());
  beforeEach(() => {
    path = `/users/${randomUUID()}`;
  });

  describe('GET', () => {
    it('names the state of a user by a strong ETag, which changes with the user', async () => {
      await http().put(path).send(ada).expect(204);
      const first = await etag();
      expect(first).toMatch(/^"[!#-~]+"$/);
      expect(await etag()).toBe(first);
      await http().put(path).send(grace).expect(204);
      expect(await etag()).not.toBe(first);
    });

    it('answers 304 while nothing has changed', async () => {
      await http().put(path).send(ada).expect(204);
      const tag = await etag();
      const again = await http().get(path).set('If-None-Match', tag).expect(304);
      expect(again.text).toBe('');
      expect(again.headers).toMatchObject({ etag: tag });
      await http().get(path).set('If-None-Match', `"other", W/${tag}`).expect(304);
      await http().get(path).set('If-None-Match', '"other"').expect(200, ada);
      await http().put(path).send(grace).expect(204);
      await http().get(path).set('If-None-Match', tag).expect(200, grace);
    });

    it('answers 404 for no user, whatever the condition', async () => {
      await http().get(path).set('If-None-Match', '*').expect(404);
    });
  });

  describe('PUT with If-Match', () => {
    it('replaces a user that has not changed, and answers with the new ETag', async () => {
      await http().put(path).send(ada).expect(204);
      const { headers } = await http()
        .put(path)
        .set('If-Match', await etag())
        .send(grace)
        .expect(204, '');
      await http().get(path).expect(200, grace);
      expect(headers).toHaveProperty('etag', await etag());
      await http()
        .put(path)
        .set('If-Match', headers['etag'] ?? '')
        .send(ada)
        .expect(204);
    });

    it('changes nothing of a user that has changed', async () => {
      await http().put(path).send(ada).expect(204);
      const tag = await etag();
      await http().put(path).send(grace).expect(204);
      await http().put(path).set('If-Match', tag).send(ada).expect(412, lost);
      await http().get(path).expect(200, grace);
    });

    it('makes no user', async () => {
      await http().put(path).set('If-Match', '"any"').send(ada).expect(412, lost);
      await http().put(path).set('If-Match', '*').send(ada).expect(412, lost);
      await http().get(path).expect(404);
    });

    it('replaces any user by *', async () => {
      await http().put(path).send(ada).expect(204);
      await http().put(path).set('If-Match', '*').send(grace).expect(204);
      await http().get(path).expect(200, grace);
    });

    it('takes a list of ETags, one of which must hold', async () => {
      await http().put(path).send(ada).expect(204);
      const tag = await etag();
      await http().put(path).set('If-Match', '"a", "b"').send(grace).expect(412, lost);
      const { headers } = await http().put(path).set('If-Match', `"a", ${tag} , "b"`).send(grace).expect(204);
      expect(headers).toHaveProperty('etag', await etag());
      await http().put(path).set('If-Match', `"a", ${tag}`).send(ada).expect(412, lost);
      await http().get(path).expect(200, grace);
    });

    it('never holds by a weak ETag', async () => {
      await http().put(path).send(ada).expect(204);
      const weak = `W/${await etag()}`;
      await http().put(path).set('If-Match', weak).send(grace).expect(412, lost);
      await http().put(path).set('If-Match', `${weak}, "a"`).send(grace).expect(412, lost);
      await http().get(path).expect(200, ada);
    });

    it('lets one of many win', async () => {
      await http().put(path).send(ada).expect(204);
      const tag = await etag();
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          http()
            .put(path)
            .set('If-Match', tag)
            .send({ ...ada, age: index }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array<number>(9).fill(412)]);
      const winner = answers.findIndex(({ status }) => status === 204);
      await http()
        .get(path)
        .expect(200, { ...ada, age: winner });
    });
  });

  describe('PUT with If-None-Match', () => {
    it('makes a user where there is none, and answers with the ETag', async () => {
      const { headers } = await http().put(path).set('If-None-Match', '*').send(ada).expect(204, '');
      expect(headers).toHaveProperty('etag', await etag());
      await http().put(path).set('If-None-Match', '*').send(grace).expect(412, lost);
      await http().get(path).expect(200, ada);
    });

    it('lets one of many win', async () => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => http().put(path).set('If-None-Match', '*').send(ada)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array<number>(9).fill(412)]);
    });

    it('never holds together with If-Match', async () => {
      const both = { 'If-Match': '*', 'If-None-Match': '*' };
      await http().put(path).set(both).send(ada).expect(412, lost);
      await http().put(path).send(ada).expect(204);
      await http().put(path).set(both).send(grace).expect(412, lost);
      await http().get(path).expect(200, ada);
    });
  });

  it('says of no ETag what it does not know', async () => {
    const first = await http().put(path).send(ada).expect(204);
    const any = await http().put(path).set('If-Match', '*').send(ada).expect(204);
    const patched = await http().patch(path).send({ age: 37 }).expect(200);
    for (const { headers } of [first, any, patched]) expect(headers).not.toHaveProperty('etag');
  });

  describe('DELETE with If-Match', () => {
    it('removes a user that has not changed', async () => {
      await http().put(path).send(ada).expect(204);
      const tag = await etag();
      await http().put(path).send(grace).expect(204);
      await http().delete(path).set('If-Match', tag).expect(412, lost);
      await http()
        .delete(path)
        .set('If-Match', `W/${await etag()}`)
        .expect(412, lost);
      await http().get(path).expect(200, grace);
      await http()
        .delete(path)
        .set('If-Match', await etag())
        .expect(204, '');
      await http().get(path).expect(404);
    });

    it('takes a list, and * for any user', async () => {
      await http().delete(path).set('If-Match', '*').expect(412, lost);
      await http().delete(path).set('If-Match', '"a"').expect(412, lost);
      await http().delete(path).set('If-Match', '"a", "b"').expect(412, lost);
      await http().put(path).send(ada).expect(204);
      await http()
        .delete(path)
        .set('If-Match', `"a", ${await etag()}`)
        .expect(204);
      await http().put(path).send(ada).expect(204);
      await http().delete(path).set('If-Match', '*').expect(204);
      await http().get(path).expect(404);
    });
  });

  it.each([
    ['put', 'If-Match', 'unquoted'],
    ['put', 'If-Match', '"a", *'],
    ['put', 'If-None-Match', '"a"'],
    ['patch', 'If-Match', '"open'],
    ['patch', 'If-None-Match', '*'],
    ['delete', 'If-Match', '"a" "b"'],
    ['delete', 'If-None-Match', '*'],
  ] as const)('refuses %s with %s: %s', async (method, header, value) => {
    await http().put(path).send(ada).expect(204);
    const { body } = await http()[method](path).set(header, value).send(grace).expect(400);
    expect(body).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message: expect.stringMatching(new RegExp(`^${header} `)),
    });
    await http().get(path).expect(200, ada);
  });
});
