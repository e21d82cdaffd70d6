// The AWS SDK's client with the settings that nestjs-kv-store gives its own.
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';

export const requestHandler = {
  connectionTimeout: 3_000,
  httpAgent: { keepAlive: true, maxSockets: 256 },
};

export async function openTable(connection, table) {
  const client = new DynamoDBClient({ ...connection, cacheMiddleware: true, requestHandler });
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: 25 }, { TableName: table });
  return client;
}

/** Milliseconds. */
export const ttl = 3_600_000;

/** With what DynamoDB's own TTL wants, in whole seconds. */
export function itemOf(key, value, expiry) {
  const item = { pk: { S: key }, value: { S: value } };
  return expiry ? { ...item, ttl: { N: String(Math.ceil((Date.now() + expiry) / 1_000)) } } : item;
}
