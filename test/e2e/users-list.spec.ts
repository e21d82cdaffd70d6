import type { NestExpressApplication } from '@nestjs/platform-express';
import request, { type Response } from 'supertest';

import { describeOnEachStore } from './each-store.js';
import { openDemo } from './demo-app.js';

interface Listed {
  readonly id: string;
  readonly name: string;
}

/** Where a response says that the next page is. */
function nextOf({ headers }: Response): string | undefined {
  return /^<(\/users\?[^>]+)>; rel="next"$/.exec(String(headers['link']))?.[1];
}

describeOnEachStore('GET /users of the demo', (store) => {
  let app: NestExpressApplication;
  const http = () => request(app.getHttpServer());

  beforeAll(async () => {
    app = await openDemo(store());
    for (let id = 0; id < 25; id += 1) {
      await http()
        .put(`/users/${id}`)
        .send({ name: `User ${id}`, email: `user-${id}@example.org` })
        .expect(204);
    }
    await http().put('/kv/plain').send({ value: 'no user' }).expect(204);
  });
  afterAll(() => app.close());

  it.each([1, 7, 25, 100])('gives every user, by %d, as its Link header leads', async (limit) => {
    const seen: Listed[] = [];
    let next: string | undefined = `/users?limit=${limit}`;
    while (next !== undefined) {
      const response: Response = await http().get(next).expect(200);
      const users = response.body as Listed[];
      expect(users.length).toBeLessThanOrEqual(limit);
      seen.push(...users);
      next = nextOf(response);
    }
    expect(seen.map(({ id }) => Number(id)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 25 }, (_, id) => id),
    );
    expect(seen.find(({ id }) => id === '3')).toEqual({
      id: '3',
      name: 'User 3',
      email: 'user-3@example.org',
    });
  });

  it('gives 20 where nobody says how many', async () => {
    const response = await http().get('/users').expect(200);
    expect(response.body).toHaveLength(20);
    expect(nextOf(response)).toMatch(/^\/users\?limit=20&cursor=[\w-]+$/);
  });

  it.each(['limit=0', 'limit=101', 'limit=many', 'limit=1.5', 'cursor=', 'page=2', 'cursor=bm90LW91cnM'])(
    'refuses ?%s',
    async (query) => {
      const { body } = await http().get(`/users?${query}`).expect(400);
      expect(body).toMatchObject({ statusCode: 400, error: 'Bad Request' });
    },
  );

  it('refuses a cursor that has lost its last letter', async () => {
    const page = await http().get('/users?limit=1').expect(200);
    const cursor = nextOf(page)?.split('cursor=')[1] ?? '';
    await http()
      .get(`/users?cursor=${cursor.slice(0, -1)}`)
      .expect(400);
    await http().get(`/users?cursor=${cursor}`).expect(200);
  });
});
