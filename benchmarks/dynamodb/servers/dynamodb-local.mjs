import { startLocalDynamoDb } from 'nestjs-kv-store/testing';

export async function startDynamoDbLocal() {
  const { region, endpoint, credentials, stop } = await startLocalDynamoDb({ engine: 'dynamodb-local' });
  // It does not say how many requests it has answered.
  return {
    name: 'DynamoDB Local',
    title: "Amazon's DynamoDB Local, in memory",
    connection: { region, endpoint, credentials },
    stop,
  };
}
