import { randomUUID } from 'node:crypto';

import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';

import { openDemo } from './demo-app.js';
import { describeOnEachStore } from './each-store.js';

describeOnEachStore('PATCH /users of the demo', (store) => {
  const ada = { name: 'Ada Lovelace', email: 'ada@example.org', age: 36 };
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

  it('changes what it names and leaves the rest', async () => {
    await http().put(path).send(ada).expect(204);
    const changed = { ...ada, email: 'ada@example.com' };
    await http().patch(path).send({ email: 'ada@example.com' }).expect(200, changed);
    await http().get(path).expect(200, changed);
  });

  it('takes the age away by null, and takes a merge patch by its own name', async () => {
    await http().put(path).send(ada).expect(204);
    await http()
      .patch(path)
      .set('Content-Type', 'application/merge-patch+json')
      .send(JSON.stringify({ name: ' Ada ', age: null }))
      .expect(200, { name: 'Ada', email: ada.email });
    await http().patch(path).send({ age: null }).expect(200, { name: 'Ada', email: ada.email });
    await http().patch(path).send({ age: 37 }).expect(200, { name: 'Ada', email: ada.email, age: 37 });
  });

  it('makes no user', async () => {
    const absent = { statusCode: 404, error: 'Not Found', message: 'There is no such user.' };
    await http().patch(path).send(ada).expect(404, absent);
    await http().patch(path).set('If-Match', '"a"').send(ada).expect(404, absent);
    await http().patch(path).set('If-Match', '*').send(ada).expect(404, absent);
    await http().get(path).expect(404);
  });

  it.each([
    ['nothing', {}, /^Give at least one of name, email and age\.$/],
    ['a name that is taken away', { name: null }, /^name: /],
    ['an email that is taken away', { email: null }, /^email: /],
    ['an age that is none', { age: -1 }, /^age: /],
    ['a property that it does not know', { admin: true }, /"admin"/],
    ['a list', [{ age: 1 }], /object/],
  ])('refuses %s', async (_what, sent, message) => {
    await http().put(path).send(ada).expect(204);
    const { body } = await http().patch(path).send(sent).expect(400);
    expect(body).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message: [expect.stringMatching(message)],
    });
    await http().get(path).expect(200, ada);
  });

  it('takes the condition If-Match, and answers with the new ETag', async () => {
    await http().put(path).send(ada).expect(204);
    const tag = await etag();
    const { body, headers } = await http()
      .patch(path)
      .set('If-Match', `"a", ${tag}`)
      .send({ age: 37 })
      .expect(200);
    expect(body).toEqual({ ...ada, age: 37 });
    expect(headers).toHaveProperty('etag', await etag());
    for (const stale of [tag, `W/${await etag()}`]) {
      await http().patch(path).set('If-Match', stale).send({ age: 38 }).expect(412);
    }
    await http().patch(path).set('If-Match', '*').send({ name: 'Ada' }).expect(200);
    await http()
      .get(path)
      .expect(200, { ...ada, name: 'Ada', age: 37 });
  });

  it('lets two that change different parts both take effect, ten pairs side by side', async () => {
    const paths = Array.from({ length: 10 }, (_, index) => `${path}-${String(index)}`);
    await Promise.all(paths.map((one) => http().put(one).send(ada).expect(204)));
    await Promise.all(
      paths.flatMap((one) => [
        http().patch(one).send({ name: 'Countess' }).expect(200),
        http().patch(one).send({ email: 'countess@example.org' }).expect(200),
      ]),
    );
    for (const one of paths) {
      await http().get(one).expect(200, { name: 'Countess', email: 'countess@example.org', age: 36 });
    }
  });

  it('loses none of twenty that change one user side by side', async () => {
    await http().put(path).send(ada).expect(204);
    const parts = ['name', 'email', 'age'] as const;
    const valueOf = { name: 'Countess', email: 'countess@example.org', age: 37 };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const part = parts[index % parts.length] ?? 'age';
        return http()
          .patch(path)
          .send({ [part]: valueOf[part] });
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    await http().get(path).expect(200, valueOf);
  });
});
