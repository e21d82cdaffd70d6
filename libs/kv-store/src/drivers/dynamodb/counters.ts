import { randomUUID } from 'node:crypto';

import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { nextCount } from '../../core/counter.js';
import type { KvDriverCall } from '../../core/kv-driver.js';
import type { Attempt, Attempts } from './attempts.js';
import { backOff } from './back-off.js';
import type { DynamoDbAttributes } from './dynamodb.options.js';
import { isAbsent, isLive } from './expiry.js';
import { Expression } from './expression.js';
import type { Item, ItemLayout } from './item.js';
import type { TableRequests } from './requests.js';

/**
 * Begins the version of a counter. It vouches that the value is a whole number, which no condition can find out: so
 * one request adds to it. Another N may be 1.5, also one of ours that another program wrote and we have touched.
 */
const counterPrefix = 'count:';
const most = Number.MAX_SAFE_INTEGER;

/** Numbers that DynamoDB adds to by itself: one request each, but for the first on an entry that is no counter yet. */
export class Counters {
  readonly #attempts: Attempts;
  readonly #requests: TableRequests;
  readonly #layout: ItemLayout;
  readonly #names: DynamoDbAttributes;

  constructor(attempts: Attempts, requests: TableRequests, layout: ItemLayout, names: DynamoDbAttributes) {
    this.#attempts = attempts;
    this.#requests = requests;
    this.#layout = layout;
    this.#names = names;
  }

  async increment(
    key: string,
    by: number,
    expiresAt: number | undefined,
    call: KvDriverCall,
  ): Promise<number> {
    for (let losses = 0; ; losses += 1) {
      if (losses > 1) await backOff(losses - 2, call.signal);
      const count = await this.#increment(key, by, expiresAt, call);
      if (count !== undefined) return count;
    }
  }

  /** The sum, or undefined where another writer came between. */
  async #increment(
    key: string,
    by: number,
    expiresAt: number | undefined,
    call: KvDriverCall,
  ): Promise<number | undefined> {
    const added = await this.#add(key, by, expiresAt, call);
    if (added.made) return this.#countOf(added.item);
    let { item } = added;
    if (!item && expiresAt !== undefined) {
      const created = await this.#create(key, by, expiresAt, call);
      if (created.made) return nextCount(undefined, by);
      item = created.item;
    }
    // Not every back end tells what was in the way.
    item ??= await this.#requests.get(key, call, 'strong');
    if (!item || this.#layout.isExpired(item, call.now())) {
      const created = await this.#create(key, by, expiresAt, call);
      return created.made ? nextCount(undefined, by) : undefined;
    }
    const count = nextCount(this.#layout.record(item).value, by);
    const value = this.#layout.valueOf(item);
    // It has since become a counter, to which all add side by side.
    if (!value || this.#isCounter(item)) return undefined;
    return (await this.#convert(key, value, count, call)).made ? count : undefined;
  }

  /** To a counter; to nothing only where what comes of it need not expire. */
  #add(key: string, by: number, expiresAt: number | undefined, call: KvDriverCall): Promise<Attempt> {
    const x = new Expression(this.#names);
    const [value, version] = [x.name('value'), x.name('version')];
    const least = by < 0 ? -most - by : -most;
    const greatest = by < 0 ? most : most - by;
    const isCounter =
      `attribute_type(${value}, ${x.value({ S: 'N' })}) AND begins_with(${version}, ${x.value({ S: counterPrefix })})` +
      ` AND ${value} BETWEEN ${x.number(least)} AND ${x.number(greatest)} AND ${isLive(x, call.now())}`;
    const token = newVersion();
    return this.#update(key, token, call, x, {
      UpdateExpression: `SET ${version} = ${x.value({ S: token })} ADD ${value} ${x.number(by)}`,
      ConditionExpression:
        expiresAt === undefined ? `attribute_not_exists(${x.name('pk')}) OR (${isCounter})` : isCounter,
      ReturnValues: 'UPDATED_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  }

  /** Makes a counter of another whole number, with all else that the item holds. */
  #convert(key: string, seen: AttributeValue, count: number, call: KvDriverCall): Promise<Attempt> {
    const x = new Expression(this.#names);
    const [value, version] = [x.name('value'), x.name('version')];
    const token = newVersion();
    return this.#update(key, token, call, x, {
      UpdateExpression: `SET ${value} = ${x.number(count)}, ${version} = ${x.value({ S: token })}`,
      ConditionExpression: `${value} = ${x.value(seen)} AND ${isLive(x, call.now())}`,
    });
  }

  #create(key: string, by: number, expiresAt: number | undefined, call: KvDriverCall): Promise<Attempt> {
    const x = new Expression(this.#names);
    const token = newVersion();
    const attempt = this.#attempts.put(
      {
        Item: this.#layout.counter(key, by, expiresAt, token),
        ConditionExpression: isAbsent(x, call.now()),
        ...x.meanings,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
      call,
    );
    return this.#attempts.settled(attempt, key, token, call);
  }

  #update(
    key: string,
    token: string,
    call: KvDriverCall,
    x: Expression,
    input: Omit<Parameters<Attempts['update']>[0], 'Key'>,
  ): Promise<Attempt> {
    const attempt = this.#attempts.update({ Key: this.#layout.key(key), ...input, ...x.meanings }, call);
    return this.#attempts.settled(attempt, key, token, call);
  }

  #isCounter(item: Item): boolean {
    const isNumber = this.#layout.valueOf(item)?.N !== undefined;
    return isNumber && (this.#layout.tokenOf(item)?.startsWith(counterPrefix) ?? false);
  }

  #countOf(item: Item | undefined): number {
    return Number(item && this.#layout.valueOf(item)?.N);
  }
}

function newVersion(): string {
  return counterPrefix + randomUUID();
}
