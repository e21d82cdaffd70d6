import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { DemoProcess, freePort } from './demo-process.js';

// Each start takes a second or two, and several of them a slow machine.
jest.setTimeout(60_000);

describe('the built demo as a process', () => {
  let cwd: string;
  let port: number;
  const started: DemoProcess[] = [];

  function start(env: Record<string, string> = {}): DemoProcess {
    const demo = new DemoProcess(cwd, { PORT: String(port), ...env });
    started.push(demo);
    return demo;
  }
  const url = (path: string) => `http://localhost:${String(port)}${path}`;
  const put = (path: string, body: unknown) =>
    fetch(url(path), {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  async function expectRefusal(demo: DemoProcess, sentence: RegExp): Promise<void> {
    expect(await demo.ended).toBe(1);
    expect(demo.stderr).toMatch(/^The demo could not start: [^\n]+\n$/);
    expect(demo.stderr).toMatch(sentence);
    expect(demo.stdout).not.toMatch(/ERROR|\n\s+at /);
    expect(await demo.leavesNothing()).toBe(true);
  }

  beforeEach(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'kv-demo-'));
    port = await freePort();
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((demo) => demo.clear()));
    rmSync(cwd, { recursive: true, force: true });
  });

  it('serves from a DynamoDB of its own, keeps the data over a restart and leaves nothing running', async () => {
    const first = start();
    await first.isReady();
    expect(first.stdout).toMatch(
      /Store +dynamodb, table kv-demo, embedded \S+ at http:\S+, data in \.data\//,
    );
    for (const path of ['/docs', '/health', '/health/live', '/metrics']) {
      expect(first.stdout).toContain(url(path));
      expect((await fetch(url(path))).status).toBe(200);
    }
    expect((await put('/kv/kept', { value: 'over a restart' })).status).toBe(204);
    expect((await put('/users/1', { name: 'Ada', email: 'ada@example.org' })).status).toBe(204);
    expect(await first.stop('SIGINT')).toBe(0);
    expect(first.stderr).toBe('');
    expect(await first.leavesNothing()).toBe(true);
    expect(existsSync(join(cwd, '.data'))).toBe(true);

    const second = start();
    await second.isReady();
    expect(await (await fetch(url('/kv/kept'))).json()).toEqual({ key: 'kept', value: 'over a restart' });
    expect((await fetch(url('/users/1'))).status).toBe(200);
    expect(await second.stop('SIGTERM')).toBe(0);
    expect(await second.leavesNothing()).toBe(true);
  });

  it.each([50, 400, 1_000])('leaves nothing when it is stopped %i ms after its start', async (delay) => {
    const demo = start();
    await setTimeout(delay);
    // Until its modules are loaded the signal itself ends it.
    expect([0, null]).toContain(await demo.stop('SIGINT'));
    expect(demo.stderr).toBe('');
    expect(await demo.leavesNothing()).toBe(true);
  });

  it.each([0, 300, 1_000])('ends cleanly %i ms after it began to start its database', async (delay) => {
    const demo = start();
    while (!existsSync(join(cwd, '.data'))) await setTimeout(10);
    await setTimeout(delay);
    expect(await demo.stop('SIGTERM')).toBe(0);
    expect(demo.stderr).toBe('');
    expect(await demo.leavesNothing()).toBe(true);
  });

  it('bears a second signal while it is stopping', async () => {
    const demo = start();
    await demo.isReady();
    const ended = demo.stop('SIGINT');
    void demo.stop('SIGINT');
    expect(await ended).toBe(0);
    expect(await demo.leavesNothing()).toBe(true);
  });

  it('ends while a client keeps its connection open', async () => {
    const demo = start({ KV_DRIVER: 'memory' });
    await demo.isReady();
    await fetch(url('/health'), { headers: { Connection: 'keep-alive' } });
    const before = performance.now();
    expect(await demo.stop('SIGTERM')).toBe(0);
    expect(performance.now() - before).toBeLessThan(4_000);
  });

  it('says that its port is in use, and starts no database', async () => {
    const other = createServer().listen(port);
    await once(other, 'listening');
    await expectRefusal(start(), new RegExp(`port ${String(port)} is in use.*PORT`));
    expect(existsSync(join(cwd, '.data'))).toBe(false);
    other.close();
  });

  it('says that Java is broken', async () => {
    const bin = join(cwd, 'java', 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'java'), '#!/bin/sh\nexit 1\n');
    chmodSync(join(bin, 'java'), 0o755);
    const env = {
      JAVA_HOME: join(cwd, 'java'),
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      DYNAMODB_ENGINE: 'dynamodb-local',
    };
    await expectRefusal(start(env), /java/i);
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '65536'],
    ['KV_DRIVER', 'mongo'],
    ['KV_TABLE', 'my table'],
    ['DYNAMODB_ENDPOINT', 'localhost:8000'],
    ['DYNAMODB_ENGINE', 'h2'],
    ['RATE_LIMIT', 'much'],
  ])('says that %s=%s is wrong', async (name, value) => {
    await expectRefusal(start({ [name]: value }), new RegExp(`${name} must be .*, not '${value}'\\.`));
  });

  it('shows and says no more than is switched on', async () => {
    const off = { KV_DRIVER: 'memory', DOCS: 'false', METRICS: 'false', RATE_LIMIT: '3' };
    const demo = start(off);
    await demo.isReady();
    expect(demo.stdout).toMatch(/Health +\S+\/health and [^\n]+\n[^\n]+Limit +3 requests a minute for each/);
    expect(demo.stdout).not.toMatch(/\[Demo\] (Docs|Metrics)/);
    expect((await fetch(url('/docs'))).status).toBe(404);
    const answers = await Promise.all(Array.from({ length: 4 }, () => fetch(url('/users'))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429]);
    expect(await demo.stop('SIGINT')).toBe(0);
  });

  it('takes an empty variable as one that is not set', async () => {
    const demo = start({ KV_DRIVER: 'memory', KV_TABLE: '', DYNAMODB_ENDPOINT: '' });
    await demo.isReady();
    expect(await demo.stop('SIGINT')).toBe(0);
  });

  it('says that nothing answers at DYNAMODB_ENDPOINT', async () => {
    const endpoint = `http://127.0.0.1:${String(await freePort())}`;
    await expectRefusal(start({ DYNAMODB_ENDPOINT: endpoint }), new RegExp(`UNAVAILABLE.*`));
  });

  it.each(['redis', 'nats'])(
    'says that no %s answers at its URL, and not which password it had',
    async (driver) => {
      const url = `${driver}://me:secret@127.0.0.1:${String(await freePort())}`;
      const demo = start({ KV_DRIVER: driver, [`${driver.toUpperCase()}_URL`]: url });
      await expectRefusal(demo, /UNAVAILABLE/);
      expect(demo.stderr + demo.stdout).not.toContain('secret');
    },
  );

  it('says that LMDB_PATH is no directory', async () => {
    const file = join(cwd, 'file');
    writeFileSync(file, '');
    await expectRefusal(start({ KV_DRIVER: 'lmdb', LMDB_PATH: file }), /'path' must be a directory/);
  });

  it('says that it has no credentials for AWS', async () => {
    const nowhere = { AWS_EC2_METADATA_DISABLED: 'true', HOME: cwd };
    await expectRefusal(start({ AWS_REGION: 'eu-west-1', ...nowhere }), /AWS SDK found no credentials/);
  });
});
