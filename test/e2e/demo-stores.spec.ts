import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describeWithNats, natsUrl } from '../support/nats.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { DemoProcess, freePort } from './demo-process.js';

// Each start takes a second or two, and several of them a slow machine.
jest.setTimeout(60_000);

describe('the built demo', () => {
  let cwd: string;
  let port: number;
  const started: DemoProcess[] = [];

  async function start(env: Record<string, string>): Promise<DemoProcess> {
    const demo = new DemoProcess(cwd, { PORT: String(port), HEALTH_DETAILS: 'true', ...env });
    started.push(demo);
    await demo.isReady();
    return demo;
  }
  const url = (path: string) => `http://localhost:${String(port)}${path}`;
  const get = async (path: string) => (await fetch(url(path))).json();
  async function put(key: string, value: string): Promise<void> {
    const headers = { 'Content-Type': 'application/json' };
    await fetch(url(`/kv/${key}`), { method: 'PUT', headers, body: JSON.stringify({ value }) });
  }

  beforeEach(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'kv-demo-'));
    port = await freePort();
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((demo) => demo.clear()));
    rmSync(cwd, { recursive: true, force: true });
  });

  it('serves from LMDB in a directory below its own, says so, and keeps the data over a restart', async () => {
    const first = await start({ KV_DRIVER: 'lmdb' });
    expect(first.stdout).toMatch(/Store +lmdb, data in \.data\/lmdb\n/);
    await put('kept', 'over a restart');
    expect(await first.stop('SIGTERM')).toBe(0);

    const second = await start({ KV_DRIVER: 'lmdb' });
    expect(await get('/kv/kept')).toEqual({ key: 'kept', value: 'over a restart' });
    const size = expect.any(Number) as number;
    expect(await get('/health')).toMatchObject({
      status: 'ok',
      info: {
        kv: {
          driver: 'lmdb',
          path: expect.stringMatching(/\/kv-demo-\w+\/\.data\/lmdb$/) as string,
          entries: 1,
          sizeBytes: size,
          freeBytes: size,
        },
      },
    });
    expect(await second.stop('SIGTERM')).toBe(0);
    expect(first.stderr + second.stderr).toBe('');
  });

  describeWithRedis('on Redis', () => {
    it('serves from there, and says so', async () => {
      const demo = await start({ KV_DRIVER: 'redis', REDIS_URL: redisUrl(4) });
      expect(demo.stdout).toMatch(/Store +redis, at 127\.0\.0\.1:\d+/);
      await put('key', 'on Redis');
      expect(await get('/kv/key')).toEqual({ key: 'key', value: 'on Redis' });
      expect(await get('/health')).toMatchObject({
        status: 'ok',
        info: { kv: { driver: 'redis', role: 'master' } },
      });
      expect(await demo.stop('SIGTERM')).toBe(0);
    });
  });

  describeWithNats('on NATS', () => {
    it('serves from a bucket there, and says so without the password', async () => {
      const { host } = new URL(natsUrl());
      // One that asks for no password takes any.
      const demo = await start({ KV_DRIVER: 'nats', NATS_URL: `nats://me:secret@${host}, ${host}` });
      expect(demo.stdout).toContain(`nats, bucket kv-demo, at ${host}, ${host}\n`);
      await put('key', 'on NATS');
      expect(await get('/kv/key')).toEqual({ key: 'key', value: 'on NATS' });
      const health = await get('/health');
      expect(health).toMatchObject({
        status: 'ok',
        info: { kv: { driver: 'nats', bucket: 'kv-demo', server: host, replicas: 1 } },
      });
      expect(await demo.stop('SIGTERM')).toBe(0);
      expect(demo.stdout + demo.stderr + JSON.stringify(health)).not.toContain('secret');
    });
  });
});
