import { randomUUID } from 'node:crypto';

import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';

import { describeWithDynamoDb, dynamoDbOptions } from '../support/dynamodb.js';
import { openDemo } from './demo-app.js';

describeWithDynamoDb('the metrics of the demo on DynamoDB', () => {
  let app: NestExpressApplication;

  beforeAll(async () => {
    app = await openDemo(dynamoDbOptions());
  });
  afterAll(() => app.close());

  it('count hits, misses and errors of each operation, and name no key and no value', async () => {
    const http = () => request(app.getHttpServer());
    const key = randomUUID();
    const value = randomUUID();
    await http().get(`/kv/${key}`).expect(404);
    await http().put(`/kv/${key}`).send({ value }).expect(204);
    await http().get(`/kv/${key}`).expect(200);
    await http().get(`/kv/${key}`).expect(200);
    await http()
      .get(`/kv/${'k'.repeat(2_049)}`)
      .expect(413);

    const { text, headers } = await http().get('/metrics').expect(200);
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    const count = (operation: string, outcome: string) => {
      const labels = `store="default",driver="dynamodb",operation="${operation}",outcome="${outcome}"`;
      const line = `kv_store_operation_duration_seconds_count{${labels}} `;
      return Number(
        text
          .split('\n')
          .find((one) => one.startsWith(line))
          ?.slice(line.length),
      );
    };
    expect(count('get', 'miss')).toBe(1);
    expect(count('get', 'hit')).toBe(2);
    expect(count('set', 'ok')).toBe(1);
    expect(count('get', 'TOO_LARGE')).toBe(1);
    expect(text).not.toContain(key);
    expect(text).not.toContain(value);
    expect(text).toContain('process_cpu_seconds_total');
  });
});
