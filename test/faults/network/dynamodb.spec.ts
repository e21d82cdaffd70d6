import { describeWithDynamoDb } from '../../support/dynamodb.js';
import {
  networkTrouble,
  networkTroubles,
  serverTrouble,
  serverTroubles,
} from '../../support/faults/troubles.js';
import { BehindProxy } from '../../support/faults/behind-proxy.js';
import { expectToWithstand } from '../../support/faults/under-fault.js';
import { startDynamoDbProcess } from '../../support/servers/dynamodb-process.js';

jest.setTimeout(60_000);

describeWithDynamoDb('a store on DynamoDB', () => {
  const behind = new BehindProxy(startDynamoDbProcess);
  const optionsFor = ({ port }: { port: number }) => ({
    driver: 'dynamodb' as const,
    endpoint: `http://127.0.0.1:${String(port)}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    table: 'faults',
    createTable: true,
  });

  it.each(networkTroubles)('withstands it when %s', async (name) => {
    await expectToWithstand(networkTrouble(name, behind.proxy), optionsFor(behind.proxy), { back: 10_000 });
  });

  it.each(serverTroubles)('withstands it when %s', async (name) => {
    await expectToWithstand(serverTrouble(name, behind.server), optionsFor(behind.server), { back: 10_000 });
  });
});
