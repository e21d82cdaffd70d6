import type { NestExpressApplication } from '@nestjs/platform-express';
import { KV_STORE, type KvStore } from 'nestjs-kv-store';
import request from 'supertest';

import { describeWithDynamoDb, dynamoDbOptions } from '../support/dynamodb.js';
import { openDemo } from './demo-app.js';

describeWithDynamoDb('/users of the demo on DynamoDB', () => {
  const ada = { name: 'Ada Lovelace', email: 'ada@example.org', age: 36 };
  let app: NestExpressApplication;
  const http = () => request(app.getHttpServer());

  beforeAll(async () => {
    app = await openDemo(dynamoDbOptions());
  });
  afterAll(() => app.close());

  it('stores, reads and removes a user', async () => {
    await http().put('/users/42').send(ada).expect(204, '');
    await http().get('/users/42').expect(200, ada);
    await http().delete('/users/42').expect(204, '');
    const { body } = await http().get('/users/42').expect(404);
    expect(body).toEqual({ statusCode: 404, error: 'Not Found', message: 'There is no such user.' });
  });

  it('replaces the whole user', async () => {
    await http().put('/users/7').send(ada).expect(204);
    await http().put('/users/7').send({ name: 'Ada', email: 'ada@example.org' }).expect(204);
    await http().get('/users/7').expect(200, { name: 'Ada', email: 'ada@example.org' });
  });

  it('keeps users as JSON in a namespace of the same store, where /kv does not reach', async () => {
    await http().put('/users/1').send(ada).expect(204);
    expect(await app.get<KvStore>(KV_STORE).get('users:1')).toBe(JSON.stringify(ada));
    await http().get('/kv/users:1').expect(404);
    await http().put('/kv/users:1').send({ value: 'no user' }).expect(204);
    await http().delete('/kv/users:1').expect(204);
    await http().get('/users/1').expect(200, ada);
  });

  it('names every part of a user that is not valid', async () => {
    const sent = { name: ' ', email: 'nobody', age: -1, admin: true };
    const { body } = await http().put('/users/9').send(sent).expect(400);
    expect(body).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message: [
        expect.stringMatching(/^name: /),
        expect.stringMatching(/^email: /),
        expect.stringMatching(/^age: /),
        expect.stringContaining('"admin"'),
      ],
    });
    await http().get('/users/9').expect(404);
  });
});
