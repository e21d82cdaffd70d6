import type { KvBackEnd, KvDetails } from '../../core/kv-driver.js';
import { invalid } from '../../core/kv-fault.js';
import { backEndAt } from './back-end.js';
import { typeMapping } from './client.js';
import type { Argument, Connection, RedisNode, Reply } from './connection.js';
import type { RedisClient, RedisClusterClient } from './redis.options.js';

/** The client's own time limit costs more than all else it does for a command, and each call has a deadline. */
const commandOptions = { timeout: undefined, typeMapping };

/** A client that was handed in. Whoever made it connects and closes it. */
export function lentConnection(client: RedisClient | RedisClusterClient): Connection {
  return 'masters' in client ? new LentCluster(client) : new LentClient(client);
}

abstract class Lent {
  constructor(private readonly lent: RedisClient | RedisClusterClient) {}

  open(): Promise<void> {
    if (this.lent.isOpen) {
      // Without any listener a lost connection would end the process. Once, also where it is opened again.
      this.lent.off('error', ignore);
      this.lent.on('error', ignore);
      return Promise.resolve();
    }
    return Promise.reject(
      invalid(
        "the client in option 'client' is not connected. Call its connect() first, and close it yourself.",
      ),
    );
  }

  close(): Promise<void> {
    this.lent.off('error', ignore);
    return Promise.resolve();
  }
}

class LentClient extends Lent implements Connection {
  readonly isSpread = false;
  readonly details: KvDetails = { client: 'handed in' };
  readonly backEnd: KvBackEnd = backEndAt();

  constructor(private readonly client: RedisClient) {
    super(client);
  }

  send(_key: string, args: readonly Argument[]): Promise<Reply> {
    return this.client.sendCommand([...args], commandOptions);
  }

  masters(): readonly RedisNode[] {
    return [{ address: '', send: (args) => this.send('', args) }];
  }
}

class LentCluster extends Lent implements Connection {
  readonly isSpread = true;
  readonly details: KvDetails = { client: 'handed in, of a cluster' };
  readonly backEnd: KvBackEnd = backEndAt();

  constructor(private readonly client: RedisClusterClient) {
    super(client);
  }

  send(key: string, args: readonly Argument[]): Promise<Reply> {
    return this.client.sendCommand(key, false, [...args], commandOptions);
  }

  masters(): readonly RedisNode[] {
    return this.client.masters
      .map((node) => ({
        address: node.address,
        send: async (args: readonly Argument[]) =>
          (await this.client.nodeClient(node)).sendCommand([...args], commandOptions),
      }))
      .sort((one, other) => (one.address < other.address ? -1 : 1));
  }
}

function ignore(): void {
  // Each call that fails by it says so.
}
