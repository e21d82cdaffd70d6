import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createKvStore, type KvError, type OpenKvStore } from 'nestjs-kv-store';

import { describeWithNats } from '../../support/nats.js';
import { describeWithRedis } from '../../support/redis.js';
import { startNats } from '../../support/servers/nats-process.js';
import { startRedis } from '../../support/servers/redis-process.js';
import { until } from '../../support/until.js';

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => (error as KvError).code,
  );

/** A server that refuses the store's password for a while takes no store down for good. */
async function expectToRecover(kv: OpenKvStore, refuse: () => Promise<void>, accept: () => Promise<void>) {
  await kv.set('key', 'value');
  await refuse();
  // More than twice, after which a client may take it for final.
  const codes: string[] = [];
  await until(async () => {
    const code = await codeOf(kv.get('key', { timeout: 500 }));
    if (code !== 'ok') codes.push(code);
    return codes.filter((one) => one === 'PERMISSION_DENIED').length > 20;
  });
  expect((await kv.healthCheck({ timeout: 500 })).status).toBe('down');
  await accept();
  await until(async () => (await codeOf(kv.get('key', { timeout: 500 }))) === 'ok');
  expect(await kv.get('key')).toBe('value');
}

describeWithNats('a store on NATS', () => {
  it('comes back once NATS takes its password again', async () => {
    const config = (password: string) => `authorization { user: "me", password: "${password}" }`;
    const server = await startNats({ config: [config('right')] });
    try {
      const set = async (password: string) => {
        await writeFile(join(server.folder, 'nats.conf'), config(password));
        await server.kill();
        await server.restart();
      };
      const servers = server.url.replace('//', '//me:right@');
      await using kv = await createKvStore({ driver: 'nats', servers, bucket: 'kv' });
      await expectToRecover(
        kv,
        () => set('other'),
        () => set('right'),
      );
    } finally {
      await server.stop();
    }
  });
});

describeWithRedis('a store on Redis', () => {
  it('comes back once Redis takes its password again', async () => {
    const server = await startRedis(['--requirepass', 'right', '--appendonly', 'yes']);
    try {
      const set = async (old: string, password: string) => {
        const auth = ['-a', old, '--no-auth-warning'];
        await server.cli(...auth, 'CONFIG', 'SET', 'requirepass', password);
        await server.cli('-a', password, '--no-auth-warning', 'CLIENT', 'KILL', 'TYPE', 'normal');
      };
      await using kv = await createKvStore({ driver: 'redis', url: server.url.replace('//', '//:right@') });
      await expectToRecover(
        kv,
        () => set('right', 'other'),
        () => set('other', 'right'),
      );
    } finally {
      await server.stop();
    }
  });
});
