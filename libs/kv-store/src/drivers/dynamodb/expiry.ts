import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import type { DynamoDbAttributes } from './dynamodb.options.js';
import type { Expression } from './expression.js';

type Item = Record<string, AttributeValue>;

// One rule, written down three times: for the item that we write, the item that we read, and DynamoDB to decide by.
// `ttlMs` decides, unless another program has since written another `ttl`, or taken it away.

/** Rounded up, so that DynamoDB's own sweeper removes nothing early. */
function secondsOf(milliseconds: number): number {
  return Math.ceil(milliseconds / 1_000);
}

/** What an item holds beside its value so that it expires. */
export function expiryAttributes(expiresAt: number, names: DynamoDbAttributes): Item {
  return {
    [names.ttl]: { N: String(secondsOf(expiresAt)) },
    [names.ttlMs]: { N: String(expiresAt) },
  };
}

/** The same in an update expression that has begun with SET. */
export function setExpiry(x: Expression, expiresAt: number | undefined): string {
  const ttl = x.name('ttl');
  const ttlMs = x.name('ttlMs');
  if (expiresAt === undefined) return ` REMOVE ${ttl}, ${ttlMs}`;
  return `, ${ttl} = ${x.number(secondsOf(expiresAt))}, ${ttlMs} = ${x.number(expiresAt)}`;
}

/** Epoch milliseconds from which an item counts as absent; undefined where it never does. */
export function expiresAtOf(item: Item, names: DynamoDbAttributes): number | undefined {
  const ttl = item[names.ttl]?.N;
  if (ttl === undefined) return undefined;
  const seconds = Number(ttl);
  if (Number.isNaN(seconds)) return undefined;
  const milliseconds = Number(item[names.ttlMs]?.N);
  return secondsOf(milliseconds) === seconds ? milliseconds : seconds * 1_000;
}

export function isExpired(item: Item, names: DynamoDbAttributes, now: number): boolean {
  const expiresAt = expiresAtOf(item, names);
  return expiresAt !== undefined && expiresAt <= now;
}

/**
 * `isExpired` as a condition. By then a `ttl` of at most `now` has passed whatever `ttlMs` says: where they agree,
 * `ttlMs` is not later. A later `ttl` has passed only if it is that of the second now running and `ttlMs`, agreeing,
 * lies in the part of it that is over. Without `ttl`, or with one that is no number, no comparison holds.
 */
export function expired(x: Expression, now: number): string {
  const ttl = x.name('ttl');
  const ttlMs = x.name('ttlMs');
  const second = Math.floor(now / 1_000);
  const inThisSecond = `${ttlMs} > ${x.number(second * 1_000)} AND ${ttlMs} <= ${x.number(now)}`;
  return `(${ttl} <= ${x.number(now / 1_000)} OR (${ttl} = ${x.number(second + 1)} AND ${inThisSecond}))`;
}

export function isLive(x: Expression, now: number): string {
  return `(attribute_exists(${x.name('pk')}) AND NOT ${expired(x, now)})`;
}

export function isAbsent(x: Expression, now: number): string {
  return `(attribute_not_exists(${x.name('pk')}) OR ${expired(x, now)})`;
}
