import { hasJetStream } from './nats-ping.js';
import { startNats } from './nats-process.js';
import { natsProgram, newNatsProgram, unpackNewNats } from './nats-program.js';
import type { ServerKind } from './server.js';

/** The one that tests share; clusters they start with the same program. */
export const nats: ServerKind = {
  name: 'NATS',
  variable: 'TEST_NATS',
  packages: ['nats-server'],
  isInstalled: () => Promise.resolve(natsProgram() !== undefined),
  async start() {
    const server = await startNats();
    return { endpoint: server.url, stop: () => server.stop() };
  },
  image: {
    name: 'nats',
    args: ['-js'],
    port: 4222,
    endpoint: (port) => `nats://127.0.0.1:${port}`,
    isReady: hasJetStream,
  },
};

/** One that expires messages itself, since most Debians have one that does not. */
export const newNats: ServerKind = {
  ...nats,
  name: 'NATS 2.11 or later',
  variable: 'TEST_NEW_NATS',
  isInstalled: () => Promise.resolve(newNatsProgram() !== undefined),
  install: unpackNewNats,
  async start() {
    const server = await startNats({ program: newNatsProgram() });
    return { endpoint: server.url, stop: () => server.stop() };
  },
};
