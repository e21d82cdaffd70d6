import { createNatsDriver } from '../../../libs/kv-store/src/drivers/nats/nats.driver.js';
import { BehindProxy } from '../../support/faults/behind-proxy.js';
import { describeWithNats, newBucket } from '../../support/nats.js';
import {
  expectSuiteToKeepSecrets,
  expectTroublesToKeepSecrets,
} from '../../support/secrets/keeps-secrets.js';
import { troubles } from '../../support/secrets/troubles.js';
import { startNats } from '../../support/servers/nats-process.js';
import { amount } from '../amount.js';

jest.mock('../../../libs/kv-store/src/create-kv-store.js', (): unknown =>
  jest.requireActual('../../support/secrets/create-kv-store.js'),
);

jest.setTimeout(300_000);

describeWithNats('a store on NATS', () => {
  const behind = new BehindProxy(() => startNats());

  it('keeps secrets', async () => {
    const bucket = newBucket();
    await expectSuiteToKeepSecrets({
      name: 'nats',
      create: () => createNatsDriver({ bucket, servers: behind.server.url }),
      time: 'controlled',
      data: 'shared',
      effort: { sequences: amount(20), histories: 1, documents: amount(200) },
    });
  });

  it('keeps secrets when the network fails', async () => {
    await expectTroublesToKeepSecrets(troubles(behind.proxy), {
      driver: 'nats',
      servers: `nats://127.0.0.1:${behind.proxy.port}`,
      bucket: newBucket(),
      // Else the client learns the way around the proxy.
      clientConfig: { ignoreClusterUpdates: true },
    });
  });
});
