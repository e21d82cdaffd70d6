import { setTimeout } from 'node:timers/promises';

import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';

import { describeWithDynamoDb, dynamoDbOptions } from '../support/dynamodb.js';
import { openDemo } from './demo-app.js';

describeWithDynamoDb('/kv of the demo on DynamoDB', () => {
  let app: NestExpressApplication;
  const http = () => request(app.getHttpServer());

  beforeAll(async () => {
    app = await openDemo(dynamoDbOptions());
  });
  afterAll(() => app.close());

  it('stores, reads and removes a value', async () => {
    await http().put('/kv/greeting').send({ value: 'hello' }).expect(204, '');
    await http().get('/kv/greeting').expect(200, { key: 'greeting', value: 'hello' });
    await http().delete('/kv/greeting').expect(204, '');
    await http().get('/kv/greeting').expect(404);
  });

  it('answers 404 for what is not there, and 204 for removing it', async () => {
    const { body } = await http().get('/kv/nothing').expect(404);
    expect(body).toEqual({
      statusCode: 404,
      error: 'Not Found',
      message: 'Nothing is stored under this key.',
    });
    await http().delete('/kv/nothing').expect(204);
  });

  it.each(['a/b', 'spaces and ünïcödé 🗝', '100%', '../up', '?x=1#y'])('takes the key %j', async (key) => {
    const path = `/kv/${encodeURIComponent(key)}`;
    await http().put(path).send({ value: 'there' }).expect(204);
    await http().get(path).expect(200, { key, value: 'there' });
  });

  it.each(['', 'null', '{"a":1}', 'line\nline\u0000', '"', '🗝'.repeat(1_000)])(
    'gives a text back as it was (%#)',
    async (value) => {
      await http().put('/kv/exact').send({ value }).expect(204);
      await http().get('/kv/exact').expect(200, { key: 'exact', value });
    },
  );

  it('forgets an entry when its ttl is over', async () => {
    await http().put('/kv/brief').send({ value: 'soon gone', ttl: 600 }).expect(204);
    await http().get('/kv/brief').expect(200);
    await setTimeout(650);
    await http().get('/kv/brief').expect(404);
  });

  it('keeps an entry for good that is stored again without a ttl', async () => {
    await http().put('/kv/kept').send({ value: 'brief', ttl: 300 }).expect(204);
    await http().put('/kv/kept').send({ value: 'for good' }).expect(204);
    await setTimeout(350);
    await http().get('/kv/kept').expect(200, { key: 'kept', value: 'for good' });
  });

  it.each([
    ['no value', {}, /^value: /],
    ['a value that is no text', { value: 1 }, /^value: /],
    ['a ttl of 0', { value: 'x', ttl: 0 }, /^ttl: /],
    ['half a millisecond', { value: 'x', ttl: 0.5 }, /^ttl: /],
    ['a ttl that is no number', { value: 'x', ttl: '60' }, /^ttl: /],
    ['a property that it does not know', { value: 'x', tll: 60 }, /"tll"/],
    ['a list', ['x'], /object/],
  ])('refuses %s', async (_what, sent, message) => {
    const { body } = await http().put('/kv/refused').send(sent).expect(400);
    expect(body).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message: [expect.stringMatching(message)],
    });
    await http().get('/kv/refused').expect(404);
  });

  it('refuses a body that is missing or not JSON', async () => {
    await http().put('/kv/refused').expect(400);
    const sent = http().put('/kv/refused').set('Content-Type', 'application/json').send('{"value":');
    const { body } = await sent.expect(400);
    expect(body).toMatchObject({ statusCode: 400, error: 'Bad Request' });
  });

  it.each(['put', 'delete'] as const)(
    'refuses to %s with what it would pass over: a query or a condition',
    async (method) => {
      await http().put('/kv/there').send({ value: 'there' }).expect(204);
      const change = (query: string) => http()[method](`/kv/there${query}`).send({ value: 'changed' });
      const { body } = await change('?ttl=1').expect(400);
      expect(body).toEqual({
        statusCode: 400,
        error: 'Bad Request',
        message: 'A change takes no query. Send what it takes in the body.',
      });
      await change('').set('If-Match', '"x"').expect(400);
      await change('').set('If-None-Match', '*').expect(400);
      await http().get('/kv/there?x=1').expect(200, { key: 'there', value: 'there' });
    },
  );

  it('refuses a key that is badly encoded', async () => {
    await http().get('/kv/%E0%A4%A').expect(400);
  });

  it('leaves a value that is too large to the store, which says how much it holds', async () => {
    const { body } = await http()
      .put('/kv/large')
      .send({ value: 'x'.repeat(500_000) })
      .expect(413);
    expect(body).toEqual({
      statusCode: 413,
      error: 'Payload Too Large',
      message: expect.stringMatching(/^Key and value have 500011 bytes; this driver holds .*\.$/),
    });
    await http().get('/kv/large').expect(404);
  });

  it('takes a value of 350 KB', async () => {
    const value = 'x'.repeat(350_000);
    await http().put('/kv/large').send({ value }).expect(204);
    await http().get('/kv/large').expect(200, { key: 'large', value });
  });

  it('refuses a key that is too long, and a body that no store would take', async () => {
    const { body } = await http()
      .get(`/kv/${'k'.repeat(2_049)}`)
      .expect(413);
    expect(body).toMatchObject({ message: expect.stringMatching(/^The key has 2055 bytes/) });
    await http()
      .put('/kv/huge')
      .send({ value: 'x'.repeat(1_100_000) })
      .expect(413);
  });
});
