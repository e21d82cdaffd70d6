import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import { startTcpProxy, type TcpProxy } from '../support/faults/tcp-proxy.js';
import { until } from '../support/until.js';

/** Milliseconds in which something would have come by now, if it came. */
const aWhile = 150;

let server: Server;
let served: Socket[];
let receivedBytes: number;
let proxy: TcpProxy;
let clients: Client[];

/** What a client sees of a connection through the proxy. */
class Client {
  text = '';
  ended = false;
  /** Of the error that ended it, if one did. */
  code: string | undefined;
  readonly socket: Socket;

  constructor() {
    clients.push(this);
    this.socket = connect(proxy);
    this.socket.setEncoding('utf8').on('data', (text: string) => (this.text += text));
    this.socket.on('end', () => (this.ended = true));
    this.socket.on('error', ({ code }: NodeJS.ErrnoException) => (this.code = code));
  }

  /** Milliseconds from the question until all of it has come back. */
  async echo(text: string): Promise<number> {
    const start = performance.now();
    const expected = this.text + text;
    this.socket.write(text);
    await until(() => this.text === expected);
    return performance.now() - start;
  }

  /** Nothing has come, and nothing has ended. */
  async expectSilence(): Promise<void> {
    const { text } = this;
    this.socket.write('anyone?');
    await delay(aWhile);
    expect(this).toMatchObject({ text, ended: false, code: undefined });
  }
}

const serverHears = () => receivedBytes;
const serverConnections = () => served.filter((socket) => !socket.closed).length;

beforeEach(async () => {
  [served, clients, receivedBytes] = [[], [], 0];
  server = createServer((socket) => {
    served.push(socket);
    socket.on('error', () => undefined).on('data', (bytes) => (receivedBytes += bytes.length));
    socket.pipe(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  proxy = await startTcpProxy({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
});

afterEach(async () => {
  for (const { socket } of clients) socket.destroy();
  await proxy.close();
  await proxy.close();
  expect(proxy).toMatchObject({ connections: 0, sockets: 0 });
  await until(() => serverConnections() === 0);
  server.close();
  await once(server, 'close');
});

it('passes all bytes on, both ways, and who ends', async () => {
  const client = new Client();
  await client.echo('hello');
  expect(proxy).toMatchObject({ connections: 1, sockets: 2 });
  await client.echo('ä'.repeat(1_000_000));
  client.socket.end('bye');
  await once(client.socket, 'close');
  expect(client.text.endsWith('bye')).toBe(true);
  expect(client.code).toBeUndefined();
  await until(() => proxy.sockets === 0 && serverConnections() === 0);
  expect(proxy.connections).toBe(0);
});

it('passes on that a side has broken off', async () => {
  const [one, other] = [new Client(), new Client()];
  await Promise.all([one.echo('hello'), other.echo('hello')]);
  one.socket.resetAndDestroy();
  await until(() => serverConnections() === 1 && proxy.connections === 1);
  for (const socket of served) socket.resetAndDestroy();
  await until(() => other.code !== undefined);
  expect(other.code).toBe('ECONNRESET');
});

it('resets who connects while the server is down', async () => {
  server.close();
  const client = new Client();
  await until(() => client.code !== undefined);
  expect(client.code).toBe('ECONNRESET');
});

it('delay: bytes come late and in order, both ways, and at once when it is healed', async () => {
  const client = new Client();
  await client.echo('hello');
  proxy.befall({ type: 'delay', ms: 100 });
  expect(await client.echo('late')).toBeGreaterThan(190);
  const some = Array.from({ length: 50 }, (_, index) => `${index},`);
  const { text } = client;
  const start = performance.now();
  for (const part of some) {
    client.socket.write(part);
    await delay(2);
  }
  await until(() => client.text === text + some.join(''));
  // They are late side by side, and not one after the other.
  expect(performance.now() - start).toBeLessThan(2_000);
  expect(await new Client().echo('late')).toBeGreaterThan(190);
  proxy.heal();
  expect(await client.echo('soon')).toBeLessThan(150);
});

it('cut: both sides are ended, new connections too', async () => {
  const client = new Client();
  await client.echo('hello');
  proxy.befall({ type: 'cut' });
  await until(() => client.ended && serverConnections() === 0);
  const refused = new Client();
  await until(() => refused.ended);
  expect([client.code, refused.code]).toEqual([undefined, undefined]);
  await until(() => proxy.sockets === 0);
  expect(served).toHaveLength(1);
  proxy.heal();
  await new Client().echo('again');
});

it('reset: both sides get an RST, new connections too', async () => {
  const client = new Client();
  await client.echo('hello');
  const broken = new Promise((resolve) => served[0]?.once('close', resolve));
  proxy.befall({ type: 'reset' });
  await until(() => client.code === 'ECONNRESET');
  expect(await broken).toBe(true);
  const refused = new Client();
  await until(() => refused.code === 'ECONNRESET');
  expect(served).toHaveLength(1);
  proxy.heal();
  await new Client().echo('again');
});

it('half-open: the server sees an end, the client nothing, for good', async () => {
  const client = new Client();
  await client.echo('hello');
  proxy.befall({ type: 'half-open' });
  await until(() => serverConnections() === 0);
  await client.expectSilence();
  const deaf = new Client();
  await deaf.expectSilence();
  expect(served).toHaveLength(1);
  proxy.heal();
  await client.expectSilence();
  await deaf.expectSilence();
  expect(receivedBytes).toBe(5);
  await new Client().echo('again');
  expect(proxy.connections).toBe(3);
});

it('black-hole: nothing passes, nothing is closed, for good', async () => {
  const client = new Client();
  await client.echo('hello');
  proxy.befall({ type: 'black-hole' });
  await client.expectSilence();
  const deaf = new Client();
  await deaf.expectSilence();
  served[0]?.write('anyone?');
  await client.expectSilence();
  proxy.heal();
  await client.expectSilence();
  await deaf.expectSilence();
  client.socket.destroy();
  await until(() => proxy.connections === 1);
  await delay(aWhile);
  expect([serverConnections(), serverHears()]).toEqual([1, 5]);
  await new Client().echo('again');
});

it('drop-answers: the server hears, the client does not, and a stream with a hole stays silent', async () => {
  const [client, idle] = [new Client(), new Client()];
  await Promise.all([client.echo('hello'), idle.echo('hello')]);
  proxy.befall({ type: 'drop-answers' });
  await client.expectSilence();
  const deaf = new Client();
  await deaf.expectSilence();
  expect(receivedBytes).toBe(2 * 'hello'.length + 2 * 'anyone?'.length);
  proxy.heal();
  await client.expectSilence();
  await deaf.expectSilence();
  expect(receivedBytes).toBe(2 * 'hello'.length + 4 * 'anyone?'.length);
  // Who asked nothing meanwhile has lost nothing.
  await idle.echo('again');
});

it('drop-answers, then cut: the client is ended once the server has answered', async () => {
  const client = new Client();
  await client.echo('hello');
  proxy.befall({ type: 'drop-answers', thenCut: true });
  await delay(aWhile);
  expect(client.ended).toBe(false);
  client.socket.write('anyone?');
  await until(() => client.ended && serverConnections() === 0);
  expect([client.text, client.code, receivedBytes]).toEqual(['hello', undefined, 12]);
  proxy.heal();
  await new Client().echo('again');
});

it('throttle: no more passes than it may, and who sends more has to wait', async () => {
  const client = new Client();
  await client.echo('hello');
  proxy.befall({ type: 'throttle', bytesPerSecond: 20_000 });
  expect(await client.echo('x'.repeat(10_000))).toBeGreaterThan(450);
  expect(await new Client().echo('x'.repeat(10_000))).toBeGreaterThan(450);
  const before = receivedBytes;
  const start = performance.now();
  let accepted = 0;
  const portion = Buffer.alloc(256 * 1_024);
  const send = () => {
    accepted += portion.length;
    return client.socket.write(portion);
  };
  client.socket.on('drain', () => {
    while (send());
  });
  while (send());
  await delay(1_000);
  // What the kernel keeps on the way, and hardly more: without a fault ten times as much passes in that time.
  expect(accepted).toBeLessThan(20_000_000);
  const most = (performance.now() - start) * 20 + 1_000;
  expect(receivedBytes - before).toBeLessThan(most);
  expect(receivedBytes - before).toBeGreaterThan(most / 4);
});

it('takes one fault after the other', async () => {
  const client = new Client();
  proxy.befall({ type: 'delay', ms: 60_000 });
  client.socket.write('never');
  await delay(50);
  proxy.befall({ type: 'throttle', bytesPerSecond: 1 });
  proxy.befall({ type: 'black-hole' });
  proxy.befall({ type: 'delay', ms: 10 });
  await client.expectSilence();
  expect(await new Client().echo('hello')).toBeGreaterThan(19);
});
