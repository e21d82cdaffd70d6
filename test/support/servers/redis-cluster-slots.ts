import { until } from '../until.js';
import type { RedisServer } from './redis-process.js';

/** Keys that go from node to node in one step, as `redis-cli --cluster reshard` has ten. */
const batch = 100;
/** Milliseconds for all keys of a slot. */
const patience = 30_000;

/** Moves the slot of the key with all that is in it, as resharding does. The other nodes hear of it by and by. */
export async function moveSlot(key: string, from: RedisServer, to: RedisServer): Promise<void> {
  if (from === to) return;
  const slot = await from.cli('CLUSTER', 'KEYSLOT', key);
  const [source, target] = [await from.cli('CLUSTER', 'MYID'), await to.cli('CLUSTER', 'MYID')];
  await done(to, 'CLUSTER', 'SETSLOT', slot, 'IMPORTING', source);
  await done(from, 'CLUSTER', 'SETSLOT', slot, 'MIGRATING', target);
  await until(async () => {
    const answer = await from.cli('CLUSTER', 'GETKEYSINSLOT', slot, String(batch));
    const keys = answer.split('\n').filter(Boolean);
    if (keys.length > 0)
      await done(from, 'MIGRATE', to.host, String(to.port), '', '0', '5000', 'KEYS', ...keys);
    return keys.length === 0;
  }, patience);
  for (const node of [to, from]) await done(node, 'CLUSTER', 'SETSLOT', slot, 'NODE', target);
}

/** `redis-cli` ends well with an error of the server's, too. */
async function done(node: RedisServer, ...command: string[]): Promise<void> {
  const answer = await node.cli(...command);
  // Keys may expire on the way: then there is none to move.
  if (answer !== 'OK' && answer !== 'NOKEY') throw new Error(`${command.join(' ')}: ${answer}`);
}
