import { describeWithNats, newBucket } from '../../support/nats.js';
import {
  networkTrouble,
  networkTroubles,
  serverTrouble,
  serverTroubles,
} from '../../support/faults/troubles.js';
import { BehindProxy } from '../../support/faults/behind-proxy.js';
import { expectToWithstand } from '../../support/faults/under-fault.js';
import { startNats } from '../../support/servers/nats-process.js';

jest.setTimeout(60_000);

describeWithNats('a store on NATS', () => {
  const behind = new BehindProxy(() => startNats());
  const optionsFor = ({ port }: { port: number }) => ({
    driver: 'nats' as const,
    servers: `nats://127.0.0.1:${String(port)}`,
    bucket: newBucket(),
    // Else the client learns the way around the proxy.
    clientConfig: { ignoreClusterUpdates: true },
  });

  it.each(networkTroubles)('withstands it when %s', async (name) => {
    await expectToWithstand(networkTrouble(name, behind.proxy), optionsFor(behind.proxy), { back: 8_000 });
  });

  it.each(serverTroubles)('withstands it when %s', async (name) => {
    await expectToWithstand(serverTrouble(name, behind.server), optionsFor(behind.server), { back: 8_000 });
  });
});
