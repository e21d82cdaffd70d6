import type { DynamoDbOptions } from 'nestjs-kv-store';

import { createDynamoDbDriver } from '../../../libs/kv-store/src/drivers/dynamodb/dynamodb.driver.js';
import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';
import { startTcpProxy, type TcpProxy } from '../../support/faults/tcp-proxy.js';
import {
  expectSuiteToKeepSecrets,
  expectTroublesToKeepSecrets,
} from '../../support/secrets/keeps-secrets.js';
import { troubles } from '../../support/secrets/troubles.js';
import { amount, isShort } from '../amount.js';

jest.mock('../../../libs/kv-store/src/create-kv-store.js', (): unknown =>
  jest.requireActual('../../support/secrets/create-kv-store.js'),
);

jest.setTimeout(300_000);

describeWithDynamoDb('a store on DynamoDB', () => {
  const { driver: _, endpoint, ...options } = dynamoDbOptions();
  let proxy: TcpProxy;
  beforeAll(async () => {
    proxy = await startTcpProxy({ host: '127.0.0.1', port: Number(new URL(endpoint).port) });
  });
  afterAll(() => proxy.close());

  it.each<DynamoDbOptions['primaryKey']>(isShort ? ['simple'] : ['simple', 'composite'])(
    'with a %s primary key keeps secrets',
    async (primaryKey = 'simple') => {
      await expectSuiteToKeepSecrets({
        name: 'dynamodb',
        create: () =>
          createDynamoDbDriver({ ...options, endpoint, table: `${options.table}-${primaryKey}`, primaryKey }),
        time: 'controlled',
        data: 'shared',
        effort: { sequences: amount(20), histories: 1, documents: amount(200) },
      });
    },
  );

  it('keeps secrets when the network fails', async () => {
    await expectTroublesToKeepSecrets(troubles(proxy), {
      driver: 'dynamodb',
      ...options,
      endpoint: `http://127.0.0.1:${proxy.port}`,
    });
  });
});
