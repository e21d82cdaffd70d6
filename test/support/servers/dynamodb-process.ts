import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startLocalDynamoDb } from 'nestjs-kv-store/testing';

import { javaOf } from '../local-dynamodb.js';
import { until } from '../until.js';
import type { ServerProcess } from './server-process.js';

/** DynamoDB Local, which keeps what it has acknowledged when it is killed. */
export async function startDynamoDbProcess(): Promise<ServerProcess & { readonly port: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'test-dynamodb-'));
  const options = { engine: 'dynamodb-local', dataPath: folder } as const;
  let server = await startLocalDynamoDb(options);
  const { endpoint } = server;
  const port = Number(new URL(endpoint).port);
  const signal = (name: NodeJS.Signals) => {
    for (const pid of javaOf(endpoint)) process.kill(pid, name);
  };
  return {
    port,
    async kill() {
      signal('SIGKILL');
      await until(() => javaOf(endpoint).length === 0);
    },
    freeze() {
      signal('SIGSTOP');
    },
    thaw() {
      signal('SIGCONT');
    },
    async restart() {
      await server.stop();
      server = await startLocalDynamoDb({ ...options, port });
    },
    async stop() {
      signal('SIGCONT');
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
