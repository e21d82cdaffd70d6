import type { DynamoDbOptions } from 'nestjs-kv-store';

import { createDynamoDbDriver } from '../../../libs/kv-store/src/drivers/dynamodb/dynamodb.driver.js';
import { describeWithDynamoDb } from '../../support/dynamodb.js';
import { startTcpProxy, type TcpProxy } from '../../support/faults/tcp-proxy.js';
import {
  expectSuiteToKeepSecrets,
  expectTroublesToKeepSecrets,
} from '../../support/secrets/keeps-secrets.js';
import { troubles } from '../../support/secrets/troubles.js';
import { startDynamoDbProcess } from '../../support/servers/dynamodb-process.js';
import { amount, isShort } from '../amount.js';

jest.mock('../../../libs/kv-store/src/create-kv-store.js', (): unknown =>
  jest.requireActual('../../support/secrets/create-kv-store.js'),
);

jest.setTimeout(300_000);

describeWithDynamoDb('a store on DynamoDB', () => {
  let server: Awaited<ReturnType<typeof startDynamoDbProcess>>;
  let proxy: TcpProxy;
  beforeAll(async () => {
    server = await startDynamoDbProcess();
    proxy = await startTcpProxy({ host: '127.0.0.1', port: server.port });
  });
  afterAll(async () => {
    await proxy.close();
    await server.stop();
  });
  const optionsFor = ({ port }: { port: number }, table: string) => ({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    table,
    createTable: true,
  });

  it.each<DynamoDbOptions['primaryKey']>(isShort ? ['simple'] : ['simple', 'composite'])(
    'with a %s primary key keeps secrets',
    async (primaryKey = 'simple') => {
      await expectSuiteToKeepSecrets({
        name: 'dynamodb',
        create: () => createDynamoDbDriver({ ...optionsFor(server, primaryKey), primaryKey }),
        time: 'controlled',
        data: 'shared',
        effort: { sequences: amount(20), histories: 1, documents: amount(200) },
      });
    },
  );

  it('keeps secrets when the network fails', async () => {
    await expectTroublesToKeepSecrets(troubles(proxy), {
      driver: 'dynamodb',
      ...optionsFor(proxy, 'faults'),
    });
  });
});
