import { createClient, type RedisClientOptions, RESP_TYPES } from '@redis/client';

import type { Argument, Reply } from './connection.js';
import type { ConnectionSettings, RedisAddress } from './redis.options.js';

/** What is needed of the client. */
export interface Client {
  connect(): Promise<unknown>;
  sendCommand(args: readonly Argument[]): Promise<Reply>;
  destroy(): void;
  on(event: 'error' | 'terminated' | 'end', listener: (error?: unknown) => void): unknown;
}

/** Milliseconds until another connection is tried. */
const connectTimeout = 3_000;

/** Values as they are: only the store knows which of them are text. */
export const typeMapping = { [RESP_TYPES.BLOB_STRING]: Buffer };

/**
 * A client for one connection, which it does not make again: `Link` does, since the client would not notice a
 * connection on which nothing comes any more.
 */
export function newClient({ host, port, socket }: RedisAddress, settings: ConnectionSettings): Client {
  const { username, password, database, tls, clientConfig } = settings;
  const options = {
    ...clientConfig,
    // It would have the client connect elsewhere.
    url: undefined,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    database,
    RESP: 2 as const,
    disableOfflineQueue: true,
    // Its own time limit for commands, 5 s by default, was measured to take five times what all else does, and ends
    // only those that were not sent yet. Each call has a deadline of its own.
    commandOptions: { timeout: undefined, typeMapping },
    socket: {
      connectTimeout,
      ...clientConfig?.socket,
      ...(socket === undefined ? { host, port } : { path: socket }),
      ...(tls !== undefined && { ...(tls === true ? {} : tls), tls: true }),
      reconnectStrategy: false,
    },
  };
  return createClient(options as unknown as RedisClientOptions);
}
