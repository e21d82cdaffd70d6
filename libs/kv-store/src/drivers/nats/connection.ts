import { EventEmitter, once } from 'node:events';

import { connect, type Msg, type MsgHdrs, type Status } from '@nats-io/transport-node';

import { invalid } from '../../core/kv-fault.js';
import { NoAnswer, NotConnected } from './errors.js';
import { greeting } from './greeting.js';
import type { CheckedNatsOptions, NatsClient, NatsClientConfig } from './nats.options.js';
import { Requests } from './requests.js';

/** As the client gives them, which its types keep to themselves: else a client that is handed in keeps them for good. */
type Statuses = AsyncIterable<Status> & { stop(): void };

/** Milliseconds for a server to answer. */
const connectTimeout = 3_000;

/** What is for the servers behind a store. What is sent while none is connected is refused at once. */
export class Connection {
  readonly #options: CheckedNatsOptions;
  readonly #changes = new EventEmitter<{ up: [] }>();
  #client: NatsClient | undefined;
  #connecting: Promise<NatsClient> | undefined;
  #requests: Requests | undefined;
  #statuses: Statuses | undefined;
  #isUp = false;
  #why: unknown;

  /** @param onUp Told when there is a connection again. */
  constructor(options: CheckedNatsOptions, onUp: () => void) {
    this.#options = options;
    this.#changes.on('up', onUp);
    // Each change whose answer was lost waits for it: many are no leak, of which Node.js would warn.
    this.#changes.setMaxListeners(0);
  }

  /** Of the server that is connected, if any is: `host:port`. */
  get server(): string | undefined {
    return this.#isUp ? this.#client?.getServer() : undefined;
  }

  /** Of the server's software. */
  get version(): string | undefined {
    return this.#client?.info?.version;
  }

  async open(): Promise<void> {
    const { client } = this.#options;
    if (client?.isClosed()) {
      throw invalid(
        "the connection in option 'client' is closed. Give one that is open, and close it yourself.",
      );
    }
    // It may be there from an attempt that failed later.
    if (!this.#client || this.#client.isClosed()) await this.#connect();
    // One that was handed in may be without its server at this moment, and does not say so.
    await client?.flush().catch(() => {
      throw new NotConnected(undefined);
    });
  }

  async #connect(): Promise<void> {
    const { client } = this.#options;
    this.#connecting = client ? Promise.resolve(client) : this.#newClient();
    this.#client = await this.#connecting;
    this.#requests = new Requests(this.#client);
    this.#isUp = true;
    void this.#watch(this.#client, this.#requests);
  }

  /** Rejects at once where there is no connection, and when it is lost. No request is sent again. */
  request(subject: string, payload?: string | Uint8Array, headers?: MsgHdrs): Promise<Msg> {
    if (!this.#isUp || !this.#requests) return this.#refuse();
    return this.#requests.send(subject, payload, headers);
  }

  /** What a request brings, be it several messages: at most so many, and none after one that says that it is the last. */
  gather(subject: string, payload: string, most: number): Promise<Msg[]> {
    if (!this.#isUp || !this.#requests) return this.#refuse();
    return this.#requests.gather(subject, payload, most);
  }

  /** Resolves when there is a connection, at once where there is one. Rejects where it takes longer. Milliseconds. */
  async back(limit: number): Promise<void> {
    if (!this.#isUp) await once(this.#changes, 'up', { signal: AbortSignal.timeout(limit) });
  }

  async close(): Promise<void> {
    this.#isUp = false;
    this.#statuses?.stop();
    this.#requests?.end();
    // Also one that was still being made.
    if (!this.#options.client) await (await this.#connecting?.catch(() => undefined))?.close();
  }

  async #newClient(): Promise<NatsClient> {
    const config = configOf(this.#options);
    const { servers, timeout = connectTimeout, tls } = config;
    // With this option it is the client that has to speak first.
    if (!tls?.handshakeFirst) await greeting([servers ?? []].flat(), timeout);
    return connect(config);
  }

  /** A turn of the event loop later: who tries again and again without a pause would keep it from ever connecting. */
  async #refuse(): Promise<never> {
    await new Promise(setImmediate);
    throw new NotConnected(this.#why);
  }

  async #watch(client: NatsClient, requests: Requests): Promise<void> {
    this.#statuses = client.status() as Statuses;
    for await (const status of this.#statuses) this.#learn(status, requests);
    // The client has closed for good.
    this.#isUp = false;
    requests.fail(new NoAnswer());
  }

  #learn(status: Status, requests: Requests): void {
    if (status.type === 'error') {
      const { operation, subject } = status.error as { operation?: unknown; subject?: unknown };
      // The one failure of a request that its server tells apart from the request. All others are the connection's.
      if (operation === 'publish' && typeof subject === 'string') requests.fail(status.error, subject);
      else this.#why = status.error;
    } else if (status.type === 'disconnect') {
      this.#isUp = false;
      requests.fail(new NoAnswer());
    } else if (status.type === 'reconnect') {
      this.#why = undefined;
      this.#isUp = true;
      this.#changes.emit('up');
    }
  }
}

/** The client makes its connection anew by itself, for ever, and takes one for dead on which three pings get no answer. */
function configOf({ servers, clientConfig }: CheckedNatsOptions): NatsClientConfig {
  const { user, pass, token } = servers.find((server) => server.user ?? server.token) ?? {};
  return {
    name: 'nestjs-kv-store',
    timeout: connectTimeout,
    reconnectTimeWait: 100,
    reconnectJitter: 100,
    pingInterval: 1_000,
    maxPingOut: 2,
    noAsyncTraces: true,
    ...(token !== undefined && { token }),
    ...(user !== undefined && { user, pass: pass ?? '' }),
    ...(servers.some(({ tls }) => tls) && { tls: {} }),
    ...clientConfig,
    servers: servers.map(({ address }) => address),
    // It would wait for ever, and so would who closes the store.
    waitOnFirstConnect: false,
    reconnect: true,
    maxReconnectAttempts: -1,
    // Else it gives up for good where its credentials are refused twice, as while those of the server are changed.
    ignoreAuthErrorAbort: true,
  };
}
