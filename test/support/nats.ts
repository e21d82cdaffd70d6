import { randomUUID } from 'node:crypto';

import { type KV, Kvm } from '@nats-io/kv';
import { connect, type NatsConnection } from '@nats-io/transport-node';

import { describeWith, endpointTo } from './describe-with.js';

const kind = { variable: 'TEST_NATS' };
const newKind = { variable: 'TEST_NEW_NATS' };

export function describeWithNats(name: string, tests: () => void): void {
  describeWith(kind, name, tests);
}

/** The shared server. Each test file takes buckets that no other does. */
export function natsUrl(): string {
  return endpointTo(kind);
}

/** With one that expires messages itself. */
export function describeWithNewNats(name: string, tests: () => void): void {
  describeWith(newKind, name, tests);
}

export function newNatsUrl(): string {
  return endpointTo(newKind);
}

/** The name of a bucket that nobody else uses. */
export function newBucket(): string {
  return `test-${randomUUID()}`;
}

/** A bucket by way of the client of NATS, to look behind the store. */
export interface RawBucket extends AsyncDisposable {
  readonly kv: KV;
  readonly connection: NatsConnection;
}

/** Of the shared server by default. Dispose of it, or close its connection. */
export async function rawBucket(bucket: string, url = natsUrl()): Promise<RawBucket> {
  const connection = await connect({ servers: url });
  return {
    kv: await new Kvm(connection).open(bucket),
    connection,
    [Symbol.asyncDispose]: () => connection.close(),
  };
}
