import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';

import { describeWithDynamoDb, dynamoDbOptions, rawClient } from '../support/dynamodb.js';
import { openDemo } from './demo-app.js';

describeWithDynamoDb('the health of the demo on DynamoDB', () => {
  const options = dynamoDbOptions();
  let app: NestExpressApplication;
  let discreet: NestExpressApplication;
  const http = () => request(app.getHttpServer());

  beforeAll(async () => {
    app = await openDemo(options, undefined, { healthDetails: true });
    discreet = await openDemo(options);
  });
  afterAll(async () => {
    await app.close();
    await discreet.close();
  });

  it('is ready and live', async () => {
    const { body } = await http().get('/health').expect(200);
    expect(body).toMatchObject({
      status: 'ok',
      info: { kv: { status: 'up', driver: 'dynamodb', table: options.table } },
    });
    await http().get('/health/live').expect(200, { status: 'ok' });
  });

  it('is up without a word more, unless that is asked for', async () => {
    const up = { kv: { status: 'up' } };
    await request(discreet.getHttpServer())
      .get('/health')
      .expect('Cache-Control', /no-store/)
      .expect(200, { status: 'ok', info: up, error: {}, details: up });
  });

  it('is live but not ready once the table is gone, and tells clients no more than that', async () => {
    const client = rawClient();
    await client.send(new DeleteTableCommand({ TableName: options.table }));
    client.destroy();

    const { body } = await http().get('/health').expect(503);
    expect(body).toMatchObject({
      status: 'error',
      error: { kv: { status: 'down', table: options.table, error: { code: 'UNAVAILABLE' } } },
    });
    await http().get('/health/live').expect(200, { status: 'ok' });

    const down = { kv: { status: 'down' } };
    await request(discreet.getHttpServer())
      .get('/health')
      .expect(503, { status: 'error', info: {}, error: down, details: down });

    const answer = await http().get('/kv/any').expect(503);
    expect(answer.body).toEqual({
      statusCode: 503,
      error: 'Service Unavailable',
      message: 'The store cannot serve at the moment. Try again later.',
    });
    // A missing table does not come back within seconds.
    expect(answer.headers).not.toHaveProperty('retry-after');
  });
});
