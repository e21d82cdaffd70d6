import { notACount, outOfRange } from '../../core/counter.js';
import type { KvChange, KvDriverCall, KvPut, KvRecord } from '../../core/kv-driver.js';
import type { KvVersion } from '../../core/kv-store.js';
import type { Argument, Connection } from './connection.js';
import { recordOf, versionOf } from './records.js';
import { incrementScript, run, swapScript, takeScript, touchScript } from './scripts.js';
import type { ServersClock } from './servers-clock.js';

/** Milliseconds that a change leaves an entry, by whichever clock; undefined where it never expires. */
export function remaining(expiresAt: number | undefined, call: KvDriverCall): number | undefined {
  return expiresAt === undefined ? undefined : Math.ceil(expiresAt - call.now());
}

/** What the client may keep until it is sent, whatever becomes of the caller's bytes. */
export function argumentOf({ value }: KvPut): Argument {
  return typeof value === 'string' ? value : Buffer.from(value);
}

export async function swap(
  connection: Connection,
  change: KvChange,
  expected: KvVersion | undefined,
  call: KvDriverCall,
): Promise<KvVersion | undefined> {
  const condition = expected ?? '';
  const left = change.type === 'put' ? remaining(change.expiresAt, call) : undefined;
  // What would expire at once is not worth storing.
  if (change.type === 'delete' || (left !== undefined && left <= 0)) {
    const done = await run(connection, swapScript, change.key, [condition, 'delete']);
    return done === 1 ? (change.type === 'put' ? versionOf(change.value) : expected) : undefined;
  }
  const value = argumentOf(change);
  const expiry = change.keepsExpiry ? 'keep' : String(left ?? '');
  const done = await run(connection, swapScript, change.key, [condition, 'put', value, expiry]);
  return done === 1 ? versionOf(value) : undefined;
}

export async function increment(
  connection: Connection,
  key: string,
  by: number,
  expiresAt: number | undefined,
  call: KvDriverCall,
): Promise<number> {
  const left = remaining(expiresAt, call);
  const expiry = left === undefined ? '' : String(Math.max(1, left));
  const reply = await run(connection, incrementScript, key, [String(by), expiry]);
  if (reply === 0) throw notACount();
  if (reply === 1) throw outOfRange();
  return Number(reply);
}

export async function touch(
  connection: Connection,
  key: string,
  expiresAt: number | undefined,
  call: KvDriverCall,
): Promise<boolean> {
  const left = remaining(expiresAt, call);
  return (await run(connection, touchScript, key, [String(left ?? '')])) === 1;
}

export async function take(
  connection: Connection,
  key: string,
  clock: ServersClock,
  call: KvDriverCall,
): Promise<KvRecord | undefined> {
  return recordOf(await run(connection, takeScript, key, []), clock, call);
}
