import { textOf } from './support.js';
import type { Subject } from '../subject.js';

// What a driver does in one step or leaves to the store: asked of the driver where it can, else of the store on it.

export function touch(subject: Subject, key: string, expiresAt: number | undefined): Promise<boolean> {
  const { driver, root } = subject;
  if (driver.touch) return driver.touch(key, expiresAt, subject.call());
  return root.touch(key, ttlOf(subject, expiresAt) ?? null);
}

/** The text that was taken. */
export async function take(subject: Subject, key: string): Promise<string | undefined> {
  const { driver, root } = subject;
  if (!driver.take) return root.take(key);
  const record = await driver.take(key, subject.call());
  return record && textOf(record.value);
}

export function increment(subject: Subject, key: string, by: number, expiresAt?: number): Promise<number> {
  const { driver, root } = subject;
  if (driver.increment) return driver.increment(key, by, expiresAt, subject.call());
  return root.increment(key, by, { ttl: ttlOf(subject, expiresAt) });
}

function ttlOf(subject: Subject, expiresAt: number | undefined): number | undefined {
  return expiresAt === undefined ? undefined : expiresAt - subject.now();
}
