import { type LocalDynamoDb, startLocalDynamoDb } from 'nestjs-kv-store/testing';

import { createDynamoDbDriver } from '../../../../libs/kv-store/src/drivers/dynamodb/dynamodb.driver.js';
import { runSuite } from '../../../conformance/run-suite.js';

/** It has no TTL, and does not say what was in the way of a condition. */
describe('on dynalite', () => {
  let server: LocalDynamoDb;
  beforeAll(async () => {
    server = await startLocalDynamoDb({ engine: 'dynalite' });
  });
  afterAll(() => server.stop());

  it('conditional changes, counters and lists are the same', async () => {
    const { endpoint, region, credentials } = server;
    const options = { endpoint, region, credentials, table: 'conformance', createTable: true };
    const { failed, passed } = await runSuite(
      {
        name: 'dynamodb',
        create: () => createDynamoDbDriver({ ...options, primaryKey: 'composite' }),
        time: 'controlled',
        data: 'shared',
      },
      /bare > (conditions|counters|lists)|full stack > (conditions|updates|loads) >/,
    );
    expect(failed).toEqual([]);
    expect(passed.length).toBeGreaterThan(80);
  }, 120_000);
});
