import type { KvChange, KvDriverCall, KvPut, KvResult, KvResults } from '../../core/kv-driver.js';
import { outcomesOf } from '../../core/kv-results.js';
import { argumentOf, remaining } from './changes.js';
import type { Argument, Connection } from './connection.js';

/** Bytes of a value, as near as its length tells, from which on it is no gain to send it with others. */
const large = 16_384;

/** Puts and deletes, together where one command does several of them. */
export function write(
  connection: Connection,
  changes: readonly KvChange[],
  call: KvDriverCall,
): Promise<KvResults<void>> {
  if (!connection.isSpread) return writeTogether(connection, changes, call);
  return outcomesOf(
    changes.map(async (change) => {
      await connection.send(change.key, [...commandFor(change, call)]);
    }),
  );
}

type Command = readonly ['MSET' | 'SET' | 'UNLINK', ...Argument[]];

function commandFor(change: KvChange, call: KvDriverCall): Command {
  const { key } = change;
  if (change.type === 'delete') return ['UNLINK', key];
  const left = remaining(change.expiresAt, call);
  if (left === undefined) return [isLarge(change) ? 'SET' : 'MSET', key, argumentOf(change)];
  // What would expire at once is not worth storing.
  return left > 0 ? ['SET', key, argumentOf(change), 'PX', String(left)] : ['UNLINK', key];
}

function isLarge({ value }: KvPut): boolean {
  return value.length > large;
}

/** One connection answers all, one behind the other, so nothing is gained by telling of one before the others. */
async function writeTogether(
  connection: Connection,
  changes: readonly KvChange[],
  call: KvDriverCall,
): Promise<KvResult<void>[]> {
  const several = { MSET: ['MSET'] as Argument[], UNLINK: ['UNLINK'] as Argument[] };
  const sizes = { MSET: 0, UNLINK: 0 };
  const single: (Promise<KvResult<void>> | 'MSET' | 'UNLINK')[] = changes.map((change) => {
    const [name, ...args] = commandFor(change, call);
    if (name === 'SET') return resultOf(connection.send(change.key, [name, ...args]));
    several[name].push(...args);
    sizes[name] += 1;
    return name;
  });
  const send = (name: 'MSET' | 'UNLINK') => {
    if (sizes[name] === 0) return done;
    if (sizes[name] > 1) call.report?.({ type: 'batch', operation: 'write', size: sizes[name] });
    return resultOf(connection.send(changes[0]?.key ?? '', several[name]));
  };
  const [MSET, UNLINK] = await Promise.all([send('MSET'), send('UNLINK')]);
  const results = { MSET, UNLINK };
  return Promise.all(single.map(async (answer) => (typeof answer === 'string' ? results[answer] : answer)));
}

const done: KvResult<void> = { ok: true, value: undefined };

function resultOf(answer: Promise<unknown>): Promise<KvResult<void>> {
  return answer.then(
    () => done,
    (error: unknown) => ({ ok: false, error }),
  );
}
