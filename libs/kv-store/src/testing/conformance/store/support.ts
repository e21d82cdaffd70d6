import { strict as assert } from 'node:assert';

import type { KvCommit, KvEntry, KvStore, KvVersion } from '../../../core/kv-store.js';
import type { OpenKvStore } from '../../../create-kv-store.js';
import type { Subject } from '../subject.js';

/** Milliseconds that no test takes. */
export const minute = 60_000;

/** Milliseconds by which a moment may be out where the clock is not the suite's. */
const tolerance = 1_000;

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Checks that a call which promises nothing gives nothing. */
export async function assertSilent(call: Promise<unknown>): Promise<void> {
  assert.equal(await call, undefined);
}

/** The version by a change that must have been made. */
export function committed(commit: KvCommit): KvVersion {
  assert.ok(commit.ok, 'the change should have been made');
  return commit.version;
}

/** The entry under `key`, which must be there. */
export async function entryOf<T>(kv: KvStore<T>, key: string): Promise<KvEntry<T>> {
  const entry = await kv.getEntry(key);
  assert.ok(entry, 'there should be an entry');
  return entry;
}

export async function versionOf(kv: KvStore, key: string): Promise<KvVersion> {
  return (await entryOf(kv, key)).version;
}

/** A key whose entry has expired, and may still be in the back end. */
export async function expired(subject: Subject): Promise<string> {
  const key = subject.key();
  await subject.kv.set(key, 'old', { ttl: subject.moment });
  await subject.pass(subject.moment);
  return key;
}

/** Checks that `entry` expires `ttl` milliseconds from now. */
export function assertExpiresIn(subject: Subject, entry: { expiresAt?: number }, ttl: number): void {
  assert.ok(entry.expiresAt !== undefined, 'the entry should expire');
  const off = entry.expiresAt - (subject.now() + ttl);
  const most = subject.clock ? 0 : tolerance;
  assert.ok(Math.abs(off) <= most, `the entry expires ${off} ms later than it should`);
}

/** Checks that `work` leaves the value, the version and the expiry of what is under `key`, or that nothing is. */
export async function assertUntouched<T>(
  kv: KvStore<T>,
  key: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const before = await kv.getEntry(key);
  await work();
  assert.deepEqual(await kv.getEntry(key), before);
}

/** Does `work` with a second store on the same data, as another process has one. Both are roots. */
export async function besides(
  subject: Subject,
  work: (here: KvStore, there: OpenKvStore) => Promise<void>,
): Promise<void> {
  const there = await subject.storeOn(await subject.suite.create());
  try {
    await work(subject.root, there);
  } finally {
    await there.close();
  }
}
