import { anObject, checkDriverOptions, type OptionCheck } from '../../core/options.js';
import { invalid } from '../../core/kv-fault.js';
import { aNatsUrl, type NatsUrl, parseNatsUrl } from './nats-url.js';

/**
 * Entries as messages of a bucket of NATS JetStream, as its own key-value clients keep them. NATS Server 2.9 or later.
 * Needs `@nats-io/transport-node`.
 */
export interface NatsOptions {
  /** Chooses this driver. */
  driver: 'nats';
  /**
   * One server, or some of a cluster, by which the others are found: `nats://user:password@host:4222`, with TLS
   * `tls://`, with a token `nats://token@host`; each part but the host may be left out. Default:
   * `nats://localhost:4222`.
   */
  servers?: string | string[];
  /** The bucket: 1 to 252 letters, digits, `_` and `-`. Found, or created by the settings that follow. */
  bucket: string;
  /** Of a bucket that is created: how many servers keep it, from 1 to 5. Three lose nothing with one server. Default: 1. */
  replicas?: number;
  /** Of a bucket that is created: where servers keep it. Default: `'file'`. */
  storage?: 'file' | 'memory';
  /** Of a bucket that is created: how many values of a key are kept, from 1 to 64, for other programs to see. Default: 1. */
  history?: number;
  /** Of a bucket that is created: the most bytes that it takes on each of its servers. Default: what the account may. */
  maxBytes?: number;
  /** More options for the client, under these of ours: `authenticator`, `tls`, `inboxPrefix` and others. */
  clientConfig?: NatsClientConfig;
  /**
   * A connection of your own, in place of `servers` and `clientConfig`. You close it. It should have a short
   * `pingInterval`: else a server that is silent is noticed late.
   */
  client?: NatsClient;
}

// The client is an optional peer: without it these are `any`, and nothing else of the types is lost.
/**
 * What the client's own `connect` takes.
 * @ts-ignore */
export type NatsClientConfig = import('@nats-io/transport-node').NodeConnectionOptions;
/**
 * What it resolves with.
 * @ts-ignore */
export type NatsClient = import('@nats-io/transport-node').NatsConnection;

/** What a bucket is created with, and compared with where it is found. */
export interface BucketSettings {
  readonly replicas?: number | undefined;
  readonly storage?: 'file' | 'memory' | undefined;
  readonly history?: number | undefined;
  readonly maxBytes?: number | undefined;
}

/** The options once checked. */
export interface CheckedNatsOptions {
  readonly bucket: string;
  readonly settings: BucketSettings;
  readonly servers: readonly NatsUrl[];
  readonly clientConfig?: NatsClientConfig | undefined;
  readonly client?: NatsClient | undefined;
}

const whose = "driver 'nats'";

const someServers: OptionCheck = (value) => {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.length > 0 && all.every((one) => !aNatsUrl(one))
    ? undefined
    : "a URL such as 'nats://user:password@localhost:4222', with special characters as in '%40', or an array of them";
};

const aBucket: OptionCheck = (value) =>
  typeof value === 'string' && /^[-\w]{1,252}$/.test(value)
    ? undefined
    : "the name of a bucket: 1 to 252 letters, digits, '_' and '-'";

const aNumber =
  (from: number, to: number): OptionCheck =>
  (value) =>
    Number.isInteger(value) && (value as number) >= from && (value as number) <= to
      ? undefined
      : `a whole number from ${from} to ${to}`;

const aStorage: OptionCheck = (value) =>
  value === 'file' || value === 'memory' ? undefined : "'file' or 'memory'";

const aClient: OptionCheck = (value) => {
  const { publish, subscribe, status } = (value ?? {}) as Record<string, unknown>;
  return [publish, subscribe, status].every((method) => typeof method === 'function')
    ? undefined
    : "a connection as connect() of '@nats-io/transport-node' gives it";
};

export function checkNatsOptions(given: object): CheckedNatsOptions {
  checkDriverOptions('nats', given, {
    servers: someServers,
    bucket: aBucket,
    replicas: aNumber(1, 5),
    storage: aStorage,
    history: aNumber(1, 64),
    maxBytes: aNumber(1, Number.MAX_SAFE_INTEGER),
    clientConfig: anObject,
    client: aClient,
  });
  const options = given as Partial<NatsOptions>;
  const { bucket, client, servers = 'nats://localhost:4222' } = options;
  if (bucket === undefined) {
    throw invalid(`${whose} needs option 'bucket': its name. It is created where there is none.`);
  }
  const other = (['servers', 'clientConfig'] as const).find((name) => options[name] !== undefined);
  if (client && other) {
    throw invalid(`option '${other}' of ${whose} does not go with 'client', which has its own.`);
  }
  return {
    bucket,
    settings: options,
    servers: [servers].flat().map(parseNatsUrl),
    clientConfig: options.clientConfig,
    client,
  };
}
