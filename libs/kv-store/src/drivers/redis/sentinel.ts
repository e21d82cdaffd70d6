import type { KvBackEnd, KvDetails } from '../../core/kv-driver.js';
import { invalid } from '../../core/kv-fault.js';
import { backEndAt } from './back-end.js';
import { type Client, newClient } from './client.js';
import type { Argument, Connection, RedisNode, Reply } from './connection.js';
import { type Destination, Link } from './link.js';
import type { CheckedRedisOptions, ConnectionSettings } from './redis.options.js';
import type { RedisUrl } from './redis-url.js';
import { replyCode } from './reply-code.js';
import { addressOf } from './topology.js';
import { within } from './within.js';

/** Milliseconds for one sentinel to answer. */
const patience = 1_000;

/** The master that sentinels name, which is asked for anew with each connection. */
export class SentinelConnection implements Connection {
  readonly isSpread = false;
  readonly details: KvDetails;
  readonly backEnd: KvBackEnd;
  readonly #link: Link;

  constructor({ sentinel, settings }: CheckedRedisOptions) {
    const { name = '', nodes = [] } = sentinel ?? {};
    this.details = {
      sentinels: nodes.map(({ host, port }) => addressOf(host, port)).join(', '),
      master: name,
    };
    // Which server is the master changes; a sentinel is none that keeps anything.
    this.backEnd = { ...backEndAt(), namespace: String(settings.database) };
    this.#link = new Link(() => findMaster(name, nodes, settings));
  }

  open(): Promise<void> {
    return this.#link.open();
  }

  async send(_key: string, args: readonly Argument[]): Promise<Reply> {
    try {
      return await this.#link.send(args);
    } catch (error) {
      // It was the master when the connection was made.
      if (replyCode(error) === 'READONLY') this.#link.renew(error);
      throw error;
    }
  }

  masters(): readonly RedisNode[] {
    return [this.#link];
  }

  close(): Promise<void> {
    this.#link.close();
    return Promise.resolve();
  }
}

/** The first sentinel that knows it tells; the server itself has the last word. */
async function findMaster(
  name: string,
  sentinels: readonly RedisUrl[],
  settings: ConnectionSettings,
): Promise<Destination> {
  const failures: unknown[] = [];
  for (const sentinel of sentinels) {
    try {
      const [host, port] = await addressBy(sentinel, name, settings);
      const client = newClient({ host, port }, settings);
      return { address: addressOf(host, port), client, check: () => checkIsMaster(client) };
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures[0];
}

async function addressBy(
  { host, port, username, password, tls }: RedisUrl,
  name: string,
  settings: ConnectionSettings,
): Promise<[host: string, port: number]> {
  const { tls: more } = settings;
  const client = newClient(
    { host, port },
    { username, password, database: 0, tls: tls ? (more ?? true) : undefined },
  );
  client.on('error', () => undefined);
  try {
    await within(patience, client.connect());
    const reply = await within(patience, askForMaster(client, name));
    if (!reply) throw invalid("the sentinels watch over no master of the name in option 'sentinel.name'.");
    const [masterHost, masterPort] = (reply as Buffer[]).map(String);
    return [masterHost ?? '', Number(masterPort)];
  } finally {
    client.destroy();
  }
}

async function askForMaster(client: Client, name: string): Promise<Reply> {
  try {
    return await client.sendCommand(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name]);
  } catch (error) {
    if (replyCode(error) !== 'ERR') throw error;
    throw invalid(
      "what answers at a URL in option 'sentinel.nodes' is no sentinel. Their usual port is 26379.",
    );
  }
}

async function checkIsMaster(client: Client): Promise<void> {
  const [role] = (await within(patience, client.sendCommand(['ROLE']))) as [Buffer];
  // In the words of a server that is asked to change something.
  if (role.toString() !== 'master') throw new Error('READONLY The sentinels still name a replica.');
}
