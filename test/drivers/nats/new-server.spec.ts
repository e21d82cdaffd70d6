import { createKvStore } from 'nestjs-kv-store';

import { describeWithNewNats, newBucket, newNatsUrl, rawBucket } from '../../support/nats.js';
import { describeNatsConformance } from '../../support/nats-conformance.js';
import { until } from '../../support/until.js';

describeWithNewNats('a server that expires messages itself', () => {
  describeNatsConformance('nats', () => ({ servers: newNatsUrl() }));

  it('gives back the space of what has expired, which the client of NATS does not see any more', async () => {
    const bucket = newBucket();
    await using kv = await createKvStore({ driver: 'nats', servers: newNatsUrl(), bucket });
    await using raw = await rawBucket(bucket, newNatsUrl());
    await kv.set('expires', 'value', { ttl: 1_500 });
    await kv.set('stays', 'value');
    await kv.set('touched', 'value', { ttl: 1_500 });
    await kv.touch('touched', 60_000);
    expect((await raw.kv.get('expires'))?.string()).toBe('value');
    await until(async () => (await raw.kv.get('expires')) === null, 10_000);
    expect(await kv.create('expires', 'anew')).toMatchObject({ ok: true });
    expect(await kv.getMany(['expires', 'stays', 'touched'])).toEqual(['anew', 'value', 'value']);
  });

  it('is not asked to where that would bring back an older value', async () => {
    const bucket = newBucket();
    await using kv = await createKvStore({ driver: 'nats', servers: newNatsUrl(), bucket, history: 2 });
    await using raw = await rawBucket(bucket, newNatsUrl());
    await kv.set('key', 'older');
    await kv.set('key', 'value', { ttl: 100 });
    const entry = await raw.kv.get('key');
    expect(entry?.string()).toBe('value');
    const { sm } = entry as unknown as { sm: { header: { has(name: string): boolean } } };
    expect(sm.header.has('Kv-Store-Expires-At')).toBe(true);
    expect(sm.header.has('Nats-TTL')).toBe(false);
  });

  it('has its own marks of what has expired taken for nothing', async () => {
    const bucket = newBucket();
    await using kv = await createKvStore({ driver: 'nats', servers: newNatsUrl(), bucket });
    await using raw = await rawBucket(bucket, newNatsUrl());
    const { streamInfo } = await raw.kv.status();
    const config = { ...streamInfo.config, subject_delete_marker_ttl: 60_000_000_000 };
    await raw.connection.request(`$JS.API.STREAM.UPDATE.KV_${bucket}`, JSON.stringify(config));
    await kv.set('key', 'value', { ttl: 100 });
    await until(async () => {
      const last = JSON.stringify({ last_by_subj: `$KV.${bucket}.key` });
      const answer = await raw.connection.request(`$JS.API.STREAM.MSG.GET.KV_${bucket}`, last);
      const { message } = answer.json<{ message?: { hdrs?: string } }>();
      return Buffer.from(message?.hdrs ?? '', 'base64')
        .toString()
        .includes('Nats-Marker-Reason');
    }, 10_000);
    expect(await kv.get('key')).toBeUndefined();
    expect(await kv.get('key', { consistency: 'eventual' })).toBeUndefined();
    expect((await kv.page()).entries).toEqual([]);
    expect(await kv.create('key', 'anew')).toMatchObject({ ok: true });
  });
});
