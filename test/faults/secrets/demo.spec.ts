import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DemoProcess, freePort } from '../../e2e/demo-process.js';
import { describeWithNats } from '../../support/nats.js';
import { describeWithRedis } from '../../support/redis.js';
import { inUrl, password, token, user } from '../../support/secrets/credentials.js';
import { Search } from '../../support/secrets/search.js';
import { startNats } from '../../support/servers/nats-process.js';
import { type RedisServer, startRedis } from '../../support/servers/redis-process.js';

jest.setTimeout(60_000);

const key = 'MARKED-key ä';
const value = 'MARKED-value "ä"';
const secrets = new Search([key, value, 'MARKED-', user, password, token]);
const path = encodeURIComponent(key);

const json = { 'Content-Type': 'application/json' };

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Whatever a client may send, with marks wherever it can say something. Status: what is answered while all is well. */
const requests: readonly (readonly [status: number, method: string, path: string, init?: RequestInit])[] = [
  [204, 'PUT', `/kv/${path}`, body({ value })],
  [404, 'GET', `/kv/${path}-missing`],
  [400, 'PUT', `/kv/${path}`, body({ value: [value] })],
  [400, 'PUT', `/kv/${path}`, body({ value, ttl: value })],
  [400, 'PUT', `/kv/${path}`, { headers: json, body: `{"value": "${key}" ${key}}` }],
  [400, 'PUT', `/kv/${path}`, { headers: json, body: key }],
  [400, 'PUT', `/kv/${path}`, { headers: json, body: `{"value": "${key}` }],
  [413, 'PUT', `/kv/${path}`, body({ value: value.repeat(100_000) })],
  [413, 'PUT', `/kv/${path.repeat(200)}`, body({ value })],
  [
    400,
    'PUT',
    `/kv/${path}`,
    { headers: { 'Content-Type': `application/json; charset=MARKED-set` }, body: '{}' },
  ],
  [415, 'PUT', `/kv/${path}`, { headers: { ...json, 'Content-Encoding': 'MARKED-set' }, body: '{}' }],
  [404, 'POST', `/kv/${path}`, body({ value })],
  [404, 'GET', `/${path}`],
  [400, 'GET', '/kv/MARKED%E0%A4%A'],
  [400, 'PUT', `/users/${path}`, body({ name: value, email: value })],
  [400, 'PUT', `/users/${path}`, { ...body({}), headers: { ...json, 'If-Match': 'MARKED-version' } }],
  [
    412,
    'PUT',
    `/users/${path}`,
    { ...body({ name: 'A', email: 'a@b.example' }), headers: { ...json, 'If-Match': '"MARKED-version"' } },
  ],
  [404, 'PATCH', `/users/${path}`, body({ age: 5 })],
  [400, 'PATCH', `/users/${path}`, body({ age: value })],
  [400, 'GET', '/users?cursor=MARKED-cursor'],
  [400, 'GET', '/users?limit=MARKED-limit'],
  [400, 'POST', '/links', body({ url: `MARKED://${path}`, slug: value })],
  [400, 'GET', `/l/${path}`],
  [404, 'GET', '/l/MARKED-slug'],
];

function body(content: unknown): RequestInit {
  return { headers: json, body: JSON.stringify(content) };
}

describe('the demo', () => {
  let cwd: string;
  let port: number;
  const started: DemoProcess[] = [];
  const start = (env: Record<string, string>) => {
    const demo = new DemoProcess(cwd, { PORT: String(port), ...env });
    started.push(demo);
    return demo;
  };
  async function ask(method: string, where: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`http://localhost:${port}${where}`, { ...init, method, redirect: 'manual' });
    const headers = [...response.headers].map((header) => header.join(': '));
    return { status: response.status, text: [...headers, await response.text()].join('\n') };
  }
  beforeEach(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'kv-demo-'));
    port = await freePort();
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((demo) => demo.clear()));
    rmSync(cwd, { recursive: true, force: true });
  });

  /** Sends all of them, and looks for the marks in the answers that are failures, and in what is for an operator. */
  async function expectSilence(demo: DemoProcess, statuses: readonly number[]): Promise<void> {
    const got: number[] = [];
    const leaks: unknown[] = [];
    for (const [, method, where, init] of requests) {
      const { status, text } = await ask(method, where, init);
      got.push(status);
      const leak = secrets.in(text);
      if (leak) leaks.push({ method, where, ...leak });
    }
    expect(leaks).toEqual([]);
    expect(got).toEqual(statuses);
    for (const where of ['/health', '/metrics']) {
      const { text } = await ask('GET', where);
      expect({ where, leak: secrets.in(text) }).toEqual({ where, leak: undefined });
    }
    expectQuiet(demo);
  }

  function expectQuiet({ stdout, stderr }: DemoProcess): void {
    expect(secrets.in(stdout)).toBeUndefined();
    expect(secrets.in(stderr)).toBeUndefined();
  }

  it('repeats nothing that it was sent, but for a value that is read', async () => {
    const demo = start({ KV_DRIVER: 'memory' });
    await demo.isReady();
    await expectSilence(
      demo,
      requests.map(([status]) => status),
    );
    expect((await ask('GET', `/kv/${path}`)).text).toContain(JSON.stringify(value));
    expect(await demo.stop('SIGTERM')).toBe(0);
    expectQuiet(demo);
  });

  describeWithRedis('on Redis', () => {
    let server: RedisServer;
    beforeEach(async () => {
      server = await startRedis();
      await server.cli('ACL', 'SETUSER', user, 'on', `>${password}`, '~*', '+@all');
      await server.cli('ACL', 'SETUSER', 'default', 'off');
    });
    afterEach(() => server.stop());

    it('says nothing of them when its store is down', async () => {
      const demo = start({ KV_DRIVER: 'redis', REDIS_URL: `redis://${inUrl}${server.address}` });
      await demo.isReady();
      await ask('PUT', `/kv/${path}`, body({ value }));
      await server.kill();
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const { status, text } = await ask(method, `/kv/${path}`, method === 'PUT' ? body({ value }) : {});
        expect({ status, leak: secrets.in(text) }).toEqual({ status: 503, leak: undefined });
      }
      for (const where of ['/health', '/metrics']) {
        expect(secrets.in((await ask('GET', where)).text)).toBeUndefined();
      }
      expect(demo.stdout).toContain('UNAVAILABLE');
      expect(await demo.stop('SIGTERM')).toBe(0);
      expectQuiet(demo);
    });

    it('says nothing of a password that is refused', async () => {
      const address = server.address;
      const demo = start({
        KV_DRIVER: 'redis',
        REDIS_URL: `redis://${user}:${encodeURIComponent(token)}@${address}`,
      });
      expect(await demo.ended).toBe(1);
      expect(demo.stderr).toContain('PERMISSION_DENIED');
      expectQuiet(demo);
    });
  });

  describeWithNats('on NATS', () => {
    it('says nothing of a token that is refused', async () => {
      const server = await startNats({ config: ['authorization { token: "another" }'] });
      try {
        const demo = start({
          KV_DRIVER: 'nats',
          NATS_URL: `nats://${encodeURIComponent(token)}@${server.address}`,
        });
        expect(await demo.ended).toBe(1);
        expect(demo.stderr).toContain('PERMISSION_DENIED');
        expectQuiet(demo);
      } finally {
        await server.stop();
      }
    });
  });

  it('does not tell clients where its files are, also when they are gone', async () => {
    const home = join(cwd, 'MARKED-home');
    const demo = start({ KV_DRIVER: 'lmdb', LMDB_PATH: home });
    await demo.isReady();
    expect(await ask('PUT', '/kv/key', body({ value: 'value' }))).toMatchObject({ status: 204 });
    const statuses: number[] = [];
    for (const isThere of [true, false]) {
      if (!isThere) rmSync(home, { recursive: true });
      for (const where of ['/health', '/metrics', '/kv/key', '/users/none']) {
        const { status, text } = await ask('GET', where);
        statuses.push(status);
        expect({ where, leak: secrets.in(text) }).toEqual({ where, leak: undefined });
      }
    }
    expect(statuses).toContain(503);
    // Whoever runs it may know.
    expect(demo.stdout).toContain(home);
  });

  it.each([
    [{ KV_DRIVER: 'redis', REDIS_URL: `http://${inUrl}cache` }, 'REDIS_URL'],
    [{ KV_DRIVER: 'redis', REDIS_URL: `redis://${user}:50%@cache/MARKED` }, "option 'url'"],
    [{ KV_DRIVER: `redis://${inUrl}cache` }, 'KV_DRIVER'],
    [{ KV_DRIVER: 'nats', NATS_URL: `nats://${inUrl}a,nats://${inUrl}b/MARKED` }, 'NATS_URL'],
    [{ KV_DRIVER: 'lmdb', LMDB_PATH: `redis://${inUrl}cache` }, "option 'path'"],
    [{ DYNAMODB_ENDPOINT: `ftp://${inUrl}dynamodb` }, 'DYNAMODB_ENDPOINT'],
    [{ PORT: `tcp://${inUrl}demo` }, 'PORT'],
    [
      {
        DYNAMODB_ENDPOINT: `http://${inUrl}127.0.0.1:1`,
        AWS_ACCESS_KEY_ID: user,
        AWS_SECRET_ACCESS_KEY: password,
        AWS_SESSION_TOKEN: token,
      },
      'UNAVAILABLE',
    ],
  ])('says what is wrong with its environment, and not %j', async (env, sentence) => {
    const demo = start(env);
    expect(await demo.ended).toBe(1);
    expect(demo.stderr).toContain(sentence);
    expectQuiet(demo);
  });
});
