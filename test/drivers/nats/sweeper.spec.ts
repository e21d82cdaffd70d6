import { createKvStore, type OpenKvStore } from 'nestjs-kv-store';

import { Connection } from '../../../libs/kv-store/src/drivers/nats/connection.js';
import { NotConnected } from '../../../libs/kv-store/src/drivers/nats/errors.js';
import { checkNatsOptions } from '../../../libs/kv-store/src/drivers/nats/nats.options.js';
import { Stream } from '../../../libs/kv-store/src/drivers/nats/stream.js';
import type { StreamInfo } from '../../../libs/kv-store/src/drivers/nats/stream-info.js';
import { Sweeper } from '../../../libs/kv-store/src/drivers/nats/sweeper.js';
import { describeWithNats, natsUrl, newBucket, type RawBucket, rawBucket } from '../../support/nats.js';
import { startNats } from '../../support/servers/nats-process.js';
import { until } from '../../support/until.js';

const anHour = 3_600_000;
const ahead = () => Date.now() + anHour;

describeWithNats('the sweeper of a bucket', () => {
  let bucket: string;
  let kv: OpenKvStore;
  let raw: RawBucket;
  let connection: Connection;
  let stream: Stream;
  let sweeper: Sweeper;
  const said: string[] = [];
  beforeEach(async () => {
    bucket = newBucket();
    // With a history servers do not expire messages themselves, whatever their version.
    kv = await createKvStore({ driver: 'nats', servers: natsUrl(), bucket, history: 3 });
    raw = await rawBucket(bucket);
    connection = new Connection(checkNatsOptions({ servers: natsUrl(), bucket }), () => undefined);
    await connection.open();
    stream = new Stream(connection, bucket);
    sweeper = new Sweeper(connection, stream);
    said.length = 0;
  });
  afterEach(async () => {
    sweeper.stop();
    await connection.close();
    await raw.connection.close();
    await kv.close();
  });
  const start = (now: () => number) => {
    sweeper.start({ now, notice: (message) => said.push(message) });
  };
  const subjects = async () => {
    const { state } = await stream.ask<{ state: { subjects?: Record<string, number> } }>('INFO', {
      subjects_filter: '>',
    });
    return Object.keys(state.subjects ?? {}).map((subject) => stream.tokensIn(subject));
  };

  it('gives back the space of what has expired, with its history, and of nothing else', async () => {
    await kv.set('expired', 'older');
    await kv.set('expired', 'value', { ttl: 1_000 });
    await kv.set('live', 'value', { ttl: 2 * anHour });
    await kv.set('stays', 'value');
    await kv.set('longer', 'value', { ttl: 1_000 });
    await kv.touch('longer', null);
    start(ahead);
    await until(async () => !(await subjects()).includes('expired'));
    expect((await subjects()).sort()).toEqual(['live', 'longer', 'stays']);
    expect(await kv.getMany(['live', 'longer', 'stays'])).toEqual(['value', 'value', 'value']);
  });

  it('leaves what stands for deleted entries until other programs have learned of it', async () => {
    await kv.set('deleted', 'value');
    await kv.delete('deleted');
    await kv.set('expired', 'value', { ttl: 1_000 });
    await kv.set('stays', 'value');
    start(ahead);
    await until(async () => !(await subjects()).includes('expired'));
    expect((await subjects()).sort()).toEqual(['deleted', 'stays']);
    jest.spyOn(Date, 'now').mockReturnValue(ahead());
    try {
      const later = new Sweeper(connection, stream);
      later.start({ now: ahead, notice: () => undefined });
      await until(async () => (await subjects()).length === 1);
      later.stop();
    } finally {
      jest.restoreAllMocks();
    }
    expect(await kv.create('deleted', 'anew')).toMatchObject({ ok: true });
  });

  it('takes nothing away that was written after it has looked', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `key-${index}`);
    for (const name of names) await kv.set(name, 'old', { ttl: 1_000 });
    await kv.set('stays', 'value');
    const ask = stream.ask.bind(stream);
    let purges = 0;
    stream.ask = async <Answer>(verb: string, body?: object): Promise<Answer> => {
      if (verb === 'PURGE') {
        await kv.set(names[purges] ?? '', 'new');
        purges += 1;
      }
      return ask<Answer>(verb, body);
    };
    start(ahead);
    await until(() => purges === names.length);
    expect(await kv.getMany(names)).toEqual(names.map(() => 'new'));
  });

  it('goes through more than it takes in at once', async () => {
    const entries = Array.from({ length: 2_500 }, (_, index) => [`key-${index}`, 'value'] as const);
    await kv.setMany(entries, { ttl: 1_000 });
    await kv.set('stays', 'value');
    start(ahead);
    await until(async () => (await subjects()).length === 1);
    expect(await subjects()).toEqual(['stays']);
  });

  it('leaves the last of the stream, without which a server that was killed gives its place again', async () => {
    const server = await startNats();
    const options = { servers: server.url, bucket: 'kv', history: 2 };
    const own = new Connection(checkNatsOptions(options), () => undefined);
    const swept = new Stream(own, 'kv');
    const its = new Sweeper(own, swept);
    const state = async () => (await swept.ask<StreamInfo>('INFO')).state;
    try {
      await using killed = await createKvStore({ driver: 'nats', ...options });
      await own.open();
      for (const key of ['a', 'b', 'c']) await killed.set(key, 'value', { ttl: 1_000 });
      its.start({ now: ahead, notice: () => undefined });
      await until(async () => (await state()).messages <= 1);
      its.stop();
      await server.kill();
      await server.restart();
      const set = () => killed.set('d', 'value').then(Boolean.bind(null, true), () => false);
      await until(set);
      await own.back(10_000);
      expect(await state()).toMatchObject({ messages: 2, last_seq: 4 });
    } finally {
      its.stop();
      await own.close();
      await server.stop();
    }
  });

  it('goes on where its user is refused for a while, and says only of requests that they are', async () => {
    const refused = (name: string) => Object.assign(new Error(), { name });
    const looks = jest.spyOn(stream, 'info');
    looks.mockRejectedValue(new NotConnected(refused('AuthorizationError')));
    start(ahead);
    await until(() => looks.mock.calls.length === 1);
    sweeper.stop();
    expect(said).toEqual([]);
    looks.mockRejectedValue(refused('PermissionViolationError'));
    start(ahead);
    await until(() => said.length > 0);
    expect(said).toEqual([expect.stringContaining("The driver's guide lists what must be allowed")]);
  });

  it('leaves no consumer behind', async () => {
    await kv.set('expired', 'value', { ttl: 1_000 });
    await kv.set('stays', 'value');
    start(ahead);
    await until(async () => (await subjects()).length === 1);
    // Before a server forgets them by itself. The store has a sweeper too, which may be looking just now.
    const consumers = async () =>
      (await stream.ask<{ state: { consumer_count: number } }>('INFO')).state.consumer_count;
    await until(async () => (await consumers()) === 0, 5_000);
    expect(await subjects()).toEqual(['stays']);
  });
});
