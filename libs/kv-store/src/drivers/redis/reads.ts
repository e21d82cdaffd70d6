import type { KvDriverCall, KvRecord, KvResults } from '../../core/kv-driver.js';
import { outcomesOf } from '../../core/kv-results.js';
import { Success } from '../../core/outcomes.js';
import type { Connection, Reply } from './connection.js';
import { recordOf, valueOf } from './records.js';
import { readScript, run } from './scripts.js';
import type { ServersClock } from './servers-clock.js';
import type { Turns } from './turns.js';

/** Fewer are asked for one by one, which says at once of a miss that it is none of another type. */
const fewest = 4;

export function read(
  connection: Connection,
  keys: readonly string[],
  clock: ServersClock,
  turns: Turns,
  call: KvDriverCall,
): Promise<KvResults<KvRecord | undefined>> {
  if (!call.valuesOnly) {
    return outcomesOf(
      keys.map(async (key) => recordOf(await run(connection, readScript, key, []), clock, call)),
    );
  }
  if (connection.isSpread || keys.length < fewest) {
    return outcomesOf(keys.map(async (key) => valueOf(await get(connection, key))));
  }
  return readAtOnce(connection, keys, turns, call);
}

function get(connection: Connection, key: string): Promise<Reply> {
  return connection.send(key, ['GET', key]);
}

/** By MGET, which takes a value of another type for none: what it misses is looked for, to tell the two apart. */
async function readAtOnce(
  connection: Connection,
  keys: readonly string[],
  turns: Turns,
  call: KvDriverCall,
): Promise<KvResults<KvRecord | undefined>> {
  const replies = (await connection.send(keys[0] ?? '', ['MGET', ...keys])) as Reply[];
  await turns.take();
  call.report?.({ type: 'batch', operation: 'read', size: keys.length });
  const missing = keys.filter((_, index) => replies[index] === null);
  const areMissing = missing.length === 0 || noneExists(connection, missing);
  const results: KvResults<KvRecord | undefined> = replies.map((reply, index) => {
    if (reply !== null) return new Success(valueOf(reply));
    return (async () => {
      try {
        if (await areMissing) return { ok: true as const, value: undefined };
        return { ok: true as const, value: valueOf(await get(connection, keys[index] ?? '')) };
      } catch (error) {
        return { ok: false as const, error };
      }
    })();
  });
  // The client may hold on to what it gave until a full garbage collection, by a list of commands that are done.
  replies.length = 0;
  return results;
}

async function noneExists(connection: Connection, keys: readonly string[]): Promise<boolean> {
  return (await connection.send(keys[0] ?? '', ['EXISTS', ...keys])) === 0;
}
