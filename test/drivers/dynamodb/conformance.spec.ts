import { describeKvDriver, type LocalDynamoDb, startLocalDynamoDb } from 'nestjs-kv-store/testing';

import { createDynamoDbDriver } from '../../../libs/kv-store/src/drivers/dynamodb/dynamodb.driver.js';
import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';

describe.each(['simple', 'composite'] as const)('with a %s primary key', (primaryKey) => {
  describeWithDynamoDb('the suite', () => {
    const { driver: _, ...options } = dynamoDbOptions();
    describeKvDriver({
      name: 'dynamodb',
      create: () => createDynamoDbDriver({ ...options, primaryKey }),
      time: 'controlled',
      data: 'shared',
      effort: { sequences: 20, histories: 1 },
    });
  });
});

/** It has no TTL, does not say what was in the way of a condition, and leaves much of a batch undone. */
describe('on dynalite', () => {
  let server: LocalDynamoDb;
  beforeAll(async () => {
    server = await startLocalDynamoDb({ engine: 'dynalite' });
  });
  afterAll(() => server.stop());

  describeKvDriver({
    name: 'dynamodb',
    create: () => {
      const { endpoint, region, credentials } = server;
      const options = { endpoint, region, credentials, table: 'conformance', createTable: true };
      return createDynamoDbDriver({ ...options, primaryKey: 'composite' });
    },
    time: 'controlled',
    data: 'shared',
    effort: { sequences: 5, histories: 1, documents: 500 },
  });
});
