import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import { createKvStore, type KvError, type OpenKvStore } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions } from '../support/dynamodb.js';

// docs/guides/serverless-and-microservices.md says what the first calls meet after a container was frozen: connections
// that were closed meanwhile, of which the process has not heard.

/** A proxy on a thread of its own, which closes all connections while this thread stands still. */
const proxy = `
  const net = require('node:net');
  const { parentPort, workerData: { host, port, flag } } = require('node:worker_threads');
  const sockets = new Set();
  const server = net.createServer((socket) => {
    const upstream = net.connect(port, host);
    socket.on('error', () => {}).on('close', () => upstream.destroy());
    upstream.on('error', () => {}).on('close', () => socket.destroy());
    sockets.add(socket.once('close', () => sockets.delete(socket)));
    socket.pipe(upstream).pipe(socket);
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
  setInterval(() => {
    if (Atomics.load(flag, 0) !== 1) return;
    for (const socket of sockets) socket.destroy();
    if (sockets.size > 0) return;
    Atomics.store(flag, 0, 0);
    Atomics.notify(flag, 0);
  }, 5);
`;

describeWithDynamoDb('the first calls after a thaw', () => {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  let worker: Worker;
  let kv: OpenKvStore;

  beforeAll(async () => {
    const { hostname: host, port } = new URL(dynamoDbOptions().endpoint);
    worker = new Worker(proxy, { eval: true, workerData: { host, port: Number(port), flag } });
    const [proxyPort] = (await once(worker, 'message')) as [number];
    kv = await createKvStore({ ...dynamoDbOptions(), endpoint: `http://127.0.0.1:${proxyPort}` });
  });
  afterAll(async () => {
    await kv.close();
    await worker.terminate();
  });

  /** Leaves idle connections, and stands still until they are closed. */
  async function freeze(): Promise<void> {
    await Promise.all([kv.get('a'), kv.set('b', 'b'), kv.create('c', 'c'), kv.increment('d')]);
    Atomics.store(flag, 0, 1);
    expect(Atomics.wait(flag, 0, 1, 5_000)).toBe('ok');
  }

  const outcomeOf = (call: Promise<unknown>) =>
    call.then(
      () => 'ok',
      (error: unknown) => `${(error as KvError).code} ${String((error as KvError).outcome)}`,
    );

  it('succeed where they may be sent twice', async () => {
    for (let round = 0; round < 5; round += 1) {
      await freeze();
      const calls = [kv.get('a'), kv.set('b', `${round}`), kv.delete('e')];
      expect(await Promise.all(calls.map(outcomeOf))).toEqual(['ok', 'ok', 'ok']);
    }
  });

  it('leave open whether a conditional change was made', async () => {
    await freeze();
    expect(await outcomeOf(kv.create('early', 'value'))).toBe('UNAVAILABLE unknown');
  });

  it('all succeed two turns of the event loop later, when Node has heard of the closed connections', async () => {
    for (let round = 0; round < 5; round += 1) {
      await freeze();
      await setImmediate();
      await setImmediate();
      const calls = [kv.create(`late-${round}`, 'value'), kv.increment('d'), kv.get('a'), kv.set('b', 'b')];
      expect(await Promise.all(calls.map(outcomeOf))).toEqual(['ok', 'ok', 'ok', 'ok']);
    }
  });
});
