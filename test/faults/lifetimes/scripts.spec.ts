import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

import type { KvStoreOptions } from 'nestjs-kv-store';

import { freePort } from '../../e2e/demo-process.js';
import { eachDriver } from './each-driver.js';

jest.setTimeout(60_000);

const startTypescript = join(__dirname, '../../support/start-typescript.cjs');

/** What it wrote, once it has ended by itself; it is ended where it does not. */
async function run(what: string, options: KvStoreOptions, within = 30_000): Promise<string> {
  const args = [startTypescript, join(__dirname, 'script.ts'), what, JSON.stringify(options)];
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const child = spawn(process.execPath, args, { timeout: within, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return code === 0 ? output.trim() : `ended by ${String(signal ?? code)}: ${output}`;
}

for (const [driver, describeIt, options] of eachDriver) {
  describeIt(`a script with a store on ${driver}`, () => {
    it('ends by itself once the store is closed', async () => {
      expect(await run('closes', options())).toBe('value');
    });
  });
}

/** Of stores whose servers are at an address that nothing good comes from. */
const atAddress: readonly [string, (address: string) => KvStoreOptions][] = [
  [
    'dynamodb',
    (address) => ({
      driver: 'dynamodb',
      table: 'kv-store',
      endpoint: `http://${address}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  ],
  ['redis', (address) => ({ driver: 'redis', url: `redis://${address}` })],
  ['nats', (address) => ({ driver: 'nats', servers: address, bucket: 'kv' })],
];

describe.each(atAddress)('a script with a store on %s', (driver, options) => {
  it('ends by itself where the store cannot be opened', async () => {
    const address = `127.0.0.1:${String(await freePort())}`;
    expect(await run('cannot open', options(address))).toBe('UNAVAILABLE');
  });

  it('ends by itself though it has not closed a store that was opened in the background, in vain', async () => {
    const address = `127.0.0.1:${String(await freePort())}`;
    expect(await run('is lazy', options(address))).toBe('UNAVAILABLE');
  });

  // DynamoDB has half a minute to be opened.
  if (driver === 'dynamodb') return;
  describe('whose server says nothing', () => {
    let server: Server;
    const sockets = new Set<Socket>();
    beforeEach(async () => {
      server = createServer((socket) => sockets.add(socket.on('error', () => undefined).resume()));
      await once(server.listen(0, '127.0.0.1'), 'listening');
    });
    afterEach(async () => {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    });

    it('ends by itself, and keeps no connection', async () => {
      const { port } = server.address() as { port: number };
      const code = await run('cannot open', options(`127.0.0.1:${String(port)}`));
      expect(['UNAVAILABLE', 'TIMEOUT']).toContain(code);
    });
  });
});
