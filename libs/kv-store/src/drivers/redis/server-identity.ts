import { KvFault } from '../../core/kv-fault.js';
import type { Connection, RedisNode } from './connection.js';
import { infoOf } from './info.js';
import { replyCode } from './reply-code.js';

/** What must stay as it is for a list to go on. */
export interface Identity {
  /** The server's process: another has its keys in another order. */
  readonly run: string;
  /** Which server of a cluster has which keys; empty for one server. */
  readonly owners: string;
}

export async function identityOf(connection: Connection, node: RedisNode): Promise<Identity> {
  const [run, owners] = await Promise.all([
    runOf(node),
    connection.isSpread ? ownersOf(connection, node) : '',
  ]);
  return { run, owners };
}

/** Empty where the user may not ask. */
async function runOf(node: RedisNode): Promise<string> {
  try {
    return (await infoOf(node, 'server'))['run_id'] ?? '';
  } catch (error) {
    if (replyCode(error) === 'NOPERM') return '';
    throw error;
  }
}

/** Rejects while slots are on the move, for a key may then be where nobody looks any more, or not yet. */
async function ownersOf(connection: Connection, node: RedisNode): Promise<string> {
  const masters = mastersIn(String(await node.send(['CLUSTER', 'NODES'])));
  const isMoving = masters.some(({ slots }) => slots.some((one) => one.startsWith('[')));
  if (isMoving || masters.length !== connection.masters().length) {
    throw new KvFault(
      'UNAVAILABLE',
      'the nodes of the cluster are changing, so its keys cannot be listed for now. Try again in a moment.',
    );
  }
  return masters.map(({ id, slots }) => [id, ...slots].join(' ')).join(', ');
}

/** https://redis.io/docs/latest/commands/cluster-nodes/#serialization-format */
function mastersIn(nodes: string): { id: string; slots: string[] }[] {
  return nodes
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , flags, , , , , , slots]) => flags?.split(',').includes('master') && slots !== undefined)
    .map(([id = '', , , , , , , , ...slots]) => ({ id, slots }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}
