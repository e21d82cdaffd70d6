import type { KvBackEnd, KvDetails } from '../../core/kv-driver.js';
import { backEndAt } from './back-end.js';
import { newClient } from './client.js';
import type { Argument, Connection, RedisNode, Reply } from './connection.js';
import { Link } from './link.js';
import type { CheckedRedisOptions } from './redis.options.js';

/** One server. */
export class SingleConnection implements Connection {
  readonly isSpread = false;
  readonly details: KvDetails;
  readonly backEnd: KvBackEnd;
  readonly #link: Link;

  constructor({ server, settings }: CheckedRedisOptions) {
    const address = server.socket ?? `${server.host}:${String(server.port)}`;
    this.details = { server: address, database: settings.database };
    this.backEnd = {
      ...backEndAt(server.socket === undefined ? server : { host: server.socket }),
      namespace: String(settings.database),
    };
    this.#link = new Link(() => ({ address, client: newClient(server, settings) }));
  }

  open(): Promise<void> {
    return this.#link.open();
  }

  send(_key: string, args: readonly Argument[]): Promise<Reply> {
    return this.#link.send(args);
  }

  masters(): readonly RedisNode[] {
    return [this.#link];
  }

  close(): Promise<void> {
    this.#link.close();
    return Promise.resolve();
  }
}
