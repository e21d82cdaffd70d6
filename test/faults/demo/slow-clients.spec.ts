import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

import type { NestExpressApplication } from '@nestjs/platform-express';

import { openDemo } from '../../e2e/demo-app.js';
import { until } from '../../support/until.js';

/** How many times as fast as in the demo all runs here. */
const haste = 20;

/** Milliseconds, of this haste, after which nobody is waited for. */
const end = 8_000;

describe('clients of the demo that are slow on purpose', () => {
  let app: NestExpressApplication;
  let server: Server & { connectionsCheckingInterval?: number };
  let port: number;
  let arrived: number;
  const sockets: Socket[] = [];
  const timers: NodeJS.Timeout[] = [];

  beforeEach(async () => {
    app = await openDemo({ driver: 'memory' });
    server = app.getHttpServer();
    server.headersTimeout /= haste;
    server.requestTimeout /= haste;
    server.timeout /= haste;
    server.connectionsCheckingInterval = 30_000 / haste;
    await app.listen(0, '127.0.0.1');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(async () => {
    for (const timer of timers.splice(0)) clearInterval(timer);
    for (const socket of sockets.splice(0)) socket.destroy();
    await app.close();
  });

  function come(first: string, count = 50): Socket[] {
    arrived = 0;
    server.on('connection', () => (arrived += 1));
    const all = Array.from({ length: count }, () => connect(port, '127.0.0.1'));
    for (const socket of all) {
      socket.on('error', () => undefined);
      socket.write(first);
    }
    sockets.push(...all);
    return all;
  }
  const trickle = (all: Socket[], text: string) =>
    timers.push(
      setInterval(() => {
        for (const socket of all) socket.write(text);
      }, 20),
    );
  const connections = () =>
    new Promise<number>((resolve, reject) => {
      server.getConnections((error, count) => {
        if (error) reject(error);
        else resolve(count);
      });
    });

  /** That they were here, others are served meanwhile, and they are gone in time. */
  async function expectTheirEnd(): Promise<void> {
    // Not how many are here: on a busy machine the first are gone before the last are seen.
    await until(() => arrived === sockets.length, end);
    const headers = { Connection: 'close' };
    expect((await fetch(`http://127.0.0.1:${port}/users`, { headers })).status).toBe(200);
    await until(async () => (await connections()) === 0, end);
  }

  it('lose their connection where their headers do not end', async () => {
    trickle(come('GET /users HTTP/1.1\r\nHost: demo\r\n'), 'X: y\r\n');
    await expectTheirEnd();
  });

  it('lose it where their bodies do not end', async () => {
    const head = 'PUT /kv/slow HTTP/1.1\r\nHost: demo\r\nContent-Type: application/json\r\n';
    trickle(come(`${head}Content-Length: 1000000\r\n\r\n`), ' ');
    await expectTheirEnd();
  });

  it('lose it where they say nothing', async () => {
    come('');
    await expectTheirEnd();
  });

  it('lose it where they read no answer', async () => {
    const body = JSON.stringify({ value: 'x'.repeat(1_000_000) });
    const headers = { 'Content-Type': 'application/json', Connection: 'close' };
    const kept = await fetch(`http://127.0.0.1:${port}/kv/large`, { method: 'PUT', headers, body });
    expect(kept.status).toBe(204);
    // More than the kernel takes in for those who read nothing.
    const all = come('GET /kv/large HTTP/1.1\r\nHost: demo\r\n\r\n'.repeat(8), 3);
    for (const socket of all) socket.pause();
    await expectTheirEnd();
  });
});
