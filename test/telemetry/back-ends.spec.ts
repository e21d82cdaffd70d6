import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createKvStore, type KvStoreOptions } from 'nestjs-kv-store';
import { KvOpenTelemetryObserver } from 'nestjs-kv-store/opentelemetry';

import { describeWithNats, natsUrl, newBucket } from '../support/nats.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { idOf, Telemetry } from '../support/telemetry.js';

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = new Telemetry();
});
afterEach(() => telemetry.stop());

/** The spans of a set and a get. */
async function spansOf(options: KvStoreOptions) {
  const kv = await createKvStore({ ...options, observers: [new KvOpenTelemetryObserver()] });
  await kv.set('key', 'value');
  await kv.get('key');
  await kv.close();
  return telemetry.spans.filter(({ name }) => !/^(open|BATCH)/.test(name));
}

/** What all spans of a store have, but for its name. */
const common = (spans: Awaited<ReturnType<typeof spansOf>>) =>
  spans.map(({ attributes }) =>
    Object.fromEntries(Object.entries(attributes).filter(([name]) => !/operation|kv_store/.test(name))),
  );

/** Each with the span that it is within. */
const tree = (spans: Awaited<ReturnType<typeof spansOf>>) =>
  spans.map((span) => {
    const parent = spans.find((one) => idOf(one) === span.parentSpanContext?.spanId);
    return parent ? `${parent.name} > ${span.name}` : span.name;
  });

describeWithRedis('spans of calls on Redis', () => {
  it('name the server and the database', async () => {
    const url = redisUrl(9);
    const { hostname, port } = new URL(url);
    const spans = await spansOf({ driver: 'redis', url });
    const own = {
      'db.system.name': 'redis',
      'db.namespace': '9',
      'server.address': hostname,
      'server.port': Number(port),
    };
    expect(common(spans)).toEqual([own, own, own, own]);
    const at = `${hostname}:${port}`;
    expect(tree(spans)).toEqual([
      `set ${at} > write ${at}`,
      `set ${at}`,
      `get ${at} > read ${at}`,
      `get ${at}`,
    ]);
  });
});

describeWithNats('spans of calls on NATS', () => {
  it('name the server and the bucket', async () => {
    const bucket = newBucket();
    const { hostname, port } = new URL(natsUrl());
    const spans = await spansOf({ driver: 'nats', servers: natsUrl(), bucket });
    const own = {
      'db.system.name': 'nats',
      'db.collection.name': bucket,
      'server.address': hostname,
      'server.port': Number(port),
    };
    expect(common(spans)).toEqual([own, own, own, own]);
    expect(tree(spans)).toEqual([
      `set ${bucket} > write ${bucket}`,
      `set ${bucket}`,
      `get ${bucket} > read ${bucket}`,
      `get ${bucket}`,
    ]);
  });
});

describe('spans of calls on LMDB', () => {
  it('name the directory, and have requests where there is something to wait for', async () => {
    const path = mkdtempSync(join(tmpdir(), 'kv-spans-'));
    const spans = await spansOf({ driver: 'lmdb', path });
    rmSync(path, { recursive: true });
    const own = { 'db.system.name': 'lmdb', 'db.namespace': path };
    expect(common(spans)).toEqual([own, own, own]);
    expect(tree(spans)).toEqual([`set ${path} > write ${path}`, `set ${path}`, `get ${path}`]);
  });
});
