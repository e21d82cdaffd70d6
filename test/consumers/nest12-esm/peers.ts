import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { connect } from '@nats-io/transport-node';
import { createClient, createCluster } from '@redis/client';
import { type KvStoreOptions } from 'nestjs-kv-store';

// With the client installed its types are checked: these are no `any`.
export const good: KvStoreOptions = {
  driver: 'dynamodb',
  table: 'kv-store',
  client: new DynamoDBClient({ region: 'eu-west-1' }),
};

export const bad: KvStoreOptions = {
  driver: 'dynamodb',
  table: 'kv-store',
  // @ts-expect-error 'maxAttempts' is a number.
  clientConfig: { maxAttempts: 'many' },
};

export const redis: KvStoreOptions[] = [
  { driver: 'redis', client: createClient() },
  { driver: 'redis', client: createCluster({ rootNodes: [] }) },
  // @ts-expect-error a client of DynamoDB is none of Redis
  { driver: 'redis', client: new DynamoDBClient({}) },
  // @ts-expect-error 'pingInterval' is a number.
  { driver: 'redis', clientConfig: { pingInterval: 'often' } },
];

export async function nats(): Promise<KvStoreOptions[]> {
  return [
    { driver: 'nats', bucket: 'kv-store', client: await connect() },
    { driver: 'nats', bucket: 'kv-store', clientConfig: { pingInterval: 1_000 } },
    // @ts-expect-error a client of Redis is none of NATS
    { driver: 'nats', bucket: 'kv-store', client: createClient() },
    // @ts-expect-error 'pingInterval' is a number.
    { driver: 'nats', bucket: 'kv-store', clientConfig: { pingInterval: 'often' } },
  ];
}
