import { connect } from '@nats-io/transport-node';

import { startServer } from '../../lib/server.mjs';
import direct from './contestants/direct.mjs';
import nestjsKvStore from './contestants/nestjs-kv-store.mjs';
import oneByOne from './contestants/one-by-one.mjs';
import uncoalesced from './contestants/uncoalesced.mjs';
import { notes } from './notes.mjs';

export default {
  name: 'nats',
  title: 'NATS JetStream',
  contestants: [nestjsKvStore, uncoalesced, oneByOne, direct],
  packages: ['@nats-io/transport-node', '@nats-io/kv'],
  keys: 10_000,
  notes,
  async start() {
    const { missing, endpoint, stop } = await startServer('nats');
    if (missing) return { missing };
    const client = await connect({ servers: endpoint });
    const { version } = client.info;
    await client.close();
    return { version: `NATS ${version}`, connection: { servers: endpoint }, stop };
  },
};
