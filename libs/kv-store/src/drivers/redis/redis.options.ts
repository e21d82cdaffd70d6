import type { ConnectionOptions } from 'node:tls';

import {
  anObject,
  aPlainString,
  aString,
  checkDriverOptions,
  checkOptions,
  type OptionCheck,
} from '../../core/options.js';
import { invalid } from '../../core/kv-fault.js';
import { aRedisUrl, parseRedisUrl, type RedisUrl } from './redis-url.js';

/**
 * Entries as plain strings under plain keys of Redis 6.2 or later, or of Valkey: one server, a cluster, or one that
 * sentinels watch over. Needs `@redis/client`.
 */
export interface RedisOptions {
  /** Chooses this driver. */
  driver: 'redis';
  /**
   * The server: `redis://user:password@host:6379/0`, with TLS `rediss://`; each part but the host may be left out.
   * Default: `redis://localhost:6379`.
   */
  url?: string;
  /** The path of the server's Unix socket, in place of `url`. */
  socket?: string;
  /** Some nodes of a cluster, by which the others are found, in place of `url`: `['redis://a:6379', 'redis://b:6379']`. */
  cluster?: string[];
  /** The sentinels that know where the master is, in place of `url`. */
  sentinel?: RedisSentinelOptions;
  /** Default: the one in the URL, else the server's default user. */
  username?: string;
  /** Default: the one in the URL. */
  password?: string;
  /** The number of the database, a whole number from 0. A cluster has only 0. Default: the one in the URL, else 0. */
  database?: number;
  /** TLS, with more options for it where it needs them, such as `ca`. Default: as the URL says. */
  tls?: boolean | ConnectionOptions;
  /** More options for the client, under these of ours. */
  clientConfig?: RedisClientOptions;
  /**
   * A connected client of your own, of `createClient` or `createCluster`, in place of all of the above. You close it.
   * Its `disableOfflineQueue` should be set: else calls wait for a server that is down until their deadline.
   */
  client?: RedisClient | RedisClusterClient;
}

/** Sentinels, and which of their masters is the store. */
export interface RedisSentinelOptions {
  /** What the sentinels call the master: `'mymaster'`. */
  name: string;
  /** The sentinels, with their own user and password: `['redis://a:26379', 'redis://b:26379']`. */
  nodes: string[];
}

// The client is an optional peer: without it this is `any`, and nothing else of the types is lost.
/** @ts-ignore */
export type RedisClientOptions = import('@redis/client').RedisClientOptions;

/** What is used of a client, whichever modules it was made with. */
export interface RedisClient {
  /** Whether it was connected and is not closed. */
  readonly isOpen: boolean;
  /** Sends one command, and resolves with its reply. */
  sendCommand(args: (string | Buffer)[], options?: object): Promise<unknown>;
  /** Listens for errors: without a listener the client would end the process. */
  on(event: 'error', listener: (error: unknown) => void): unknown;
  /** Ends listening. */
  off(event: 'error', listener: (error: unknown) => void): unknown;
}

/** What is used of a client of a cluster. */
export interface RedisClusterClient {
  /** Whether it was connected and is not closed. */
  readonly isOpen: boolean;
  /** The nodes that keep the slots. */
  readonly masters: readonly RedisClusterNode[];
  /** The client of one node. */
  nodeClient(node: RedisClusterNode): RedisClient | Promise<RedisClient>;
  /** Sends one command to the node that has the key, and resolves with its reply. */
  sendCommand(
    firstKey: string | undefined,
    isReadonly: boolean | undefined,
    args: (string | Buffer)[],
    options?: object,
  ): Promise<unknown>;
  /** Listens for errors: without a listener the client would end the process. */
  on(event: 'error', listener: (error: unknown) => void): unknown;
  /** Ends listening. */
  off(event: 'error', listener: (error: unknown) => void): unknown;
}

/** A node of a cluster. */
export interface RedisClusterNode {
  /** Its host and port. */
  readonly address: string;
}

/** The options once checked: where to connect to, and how. */
export interface CheckedRedisOptions {
  readonly client?: RedisOptions['client'];
  readonly cluster?: readonly RedisUrl[];
  readonly sentinel?: { readonly name: string; readonly nodes: readonly RedisUrl[] };
  /** Of the one server. */
  readonly server: RedisAddress;
  readonly settings: ConnectionSettings;
}

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  /** In place of host and port. */
  readonly socket?: string;
}

/** What all connections to servers share. */
export interface ConnectionSettings {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly database: number;
  readonly tls?: true | ConnectionOptions | undefined;
  readonly clientConfig?: RedisClientOptions | undefined;
}

const whose = "driver 'redis'";

const someUrls: OptionCheck = (value) =>
  Array.isArray(value) && value.length > 0 && value.every((one) => !aRedisUrl(one))
    ? undefined
    : "an array of URLs such as 'redis://localhost:6379'";

const aDatabase: OptionCheck = (value) =>
  Number.isInteger(value) && (value as number) >= 0 ? undefined : 'a whole number from 0';

const theTls: OptionCheck = (value) =>
  typeof value === 'boolean' || !anObject(value)
    ? undefined
    : 'true, false, or an object with options of node:tls';

/** One of `createSentinel` would send changes again of which it does not know whether they were made. */
const aClient: OptionCheck = (value) => {
  const { sendCommand, isOpen, getSentinelNode } = (value ?? {}) as Record<string, unknown>;
  return typeof sendCommand === 'function' && typeof isOpen === 'boolean' && !getSentinelNode
    ? undefined
    : "a client of createClient or createCluster of the package '@redis/client' or 'redis'; for sentinels there is " +
        "option 'sentinel'";
};

/** Of which at most one is given. */
const places = ['url', 'socket', 'cluster', 'sentinel', 'client'] as const;
/** What a client that is handed in has of its own. */
const settings = ['username', 'password', 'database', 'tls', 'clientConfig'] as const;

export function checkRedisOptions(given: object): CheckedRedisOptions {
  checkDriverOptions('redis', given, {
    url: aRedisUrl,
    socket: aPlainString,
    cluster: someUrls,
    sentinel: anObject,
    username: aString,
    password: aString,
    database: aDatabase,
    tls: theTls,
    clientConfig: anObject,
    client: aClient,
  });
  const options = given as Omit<RedisOptions, 'driver'>;
  const [place, ...others] = places.filter((name) => options[name] !== undefined);
  if (others[0])
    throw invalid(`option '${others[0]}' of ${whose} does not go with '${place ?? ''}': give one of them.`);
  const setting = settings.find((name) => options[name] !== undefined);
  if (options.client && setting) {
    throw invalid(`option '${setting}' of ${whose} does not go with 'client', which has its own.`);
  }
  if (options.sentinel) {
    checkOptions(`option 'sentinel' of ${whose}`, options.sentinel, { name: aPlainString, nodes: someUrls });
    const { name, nodes } = options.sentinel as Partial<RedisSentinelOptions>;
    if (!name || !nodes) throw invalid(`option 'sentinel' of ${whose} needs 'name' and 'nodes'.`);
  }
  return resolved(options);
}

function resolved(options: Omit<RedisOptions, 'driver'>): CheckedRedisOptions {
  const cluster = options.cluster?.map(parseRedisUrl);
  const server = parseRedisUrl(options.url ?? 'redis://localhost:6379');
  const source = cluster?.[0] ?? server;
  const database = options.database ?? source.database ?? 0;
  if (cluster && database !== 0) {
    throw invalid(`option 'database' of ${whose} must be 0 with 'cluster': a cluster has no other.`);
  }
  return {
    ...(options.client && { client: options.client }),
    ...(cluster && { cluster }),
    ...(options.sentinel && {
      sentinel: { name: options.sentinel.name, nodes: options.sentinel.nodes.map(parseRedisUrl) },
    }),
    server: {
      host: server.host,
      port: server.port,
      ...(options.socket !== undefined && { socket: options.socket }),
    },
    settings: {
      username: options.username ?? source.username,
      password: options.password ?? source.password,
      database,
      tls: (options.tls ?? source.tls) || undefined,
      clientConfig: options.clientConfig,
    },
  };
}
