import type { KvDetails } from '../../core/kv-driver.js';
import type { Connection } from './connection.js';
import type { Stream } from './stream.js';
import type { StreamInfo } from './stream-info.js';

/** What the leader of the bucket says of it. Rejects where there is none, for then the bucket takes no changes. */
export async function healthOf(connection: Connection, stream: Stream): Promise<KvDetails> {
  const info = await stream.ask<StreamInfo>('INFO');
  stream.learn(info);
  const { config, state, cluster } = info;
  const others = cluster?.replicas ?? [];
  return {
    ...(connection.server !== undefined && { server: connection.server }),
    ...(connection.version !== undefined && { version: `NATS ${connection.version}` }),
    storage: config.storage,
    replicas: config.num_replicas,
    ...(others.length > 0 && {
      replicasCurrent: 1 + others.filter(({ current, offline }) => current && !offline).length,
    }),
    sizeBytes: state.bytes,
  };
}
