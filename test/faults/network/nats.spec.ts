import { describeWithNats, newBucket } from '../../support/nats.js';
import {
  networkTrouble,
  networkTroubles,
  serverTrouble,
  serverTroubles,
} from '../../support/faults/troubles.js';
import { startTcpProxy, type TcpProxy } from '../../support/faults/tcp-proxy.js';
import { expectToWithstand } from '../../support/faults/under-fault.js';
import { type NatsServer, startNats } from '../../support/servers/nats-process.js';

jest.setTimeout(60_000);

describeWithNats('a store on NATS', () => {
  let server: NatsServer;
  let proxy: TcpProxy;
  beforeAll(async () => {
    server = await startNats();
    proxy = await startTcpProxy({ host: '127.0.0.1', port: server.port });
  });
  afterAll(async () => {
    await proxy.close();
    await server.stop();
  });
  const optionsFor = ({ port }: { port: number }) => ({
    driver: 'nats' as const,
    servers: `nats://127.0.0.1:${String(port)}`,
    bucket: newBucket(),
    // Else the client learns the way around the proxy.
    clientConfig: { ignoreClusterUpdates: true },
  });

  it.each(networkTroubles)('withstands it when %s', async (name) => {
    await expectToWithstand(networkTrouble(name, proxy), optionsFor(proxy), { back: 8_000 });
  });

  it.each(serverTroubles)('withstands it when %s', async (name) => {
    await expectToWithstand(serverTrouble(name, server), optionsFor(server), { back: 8_000 });
  });
});
