import { randomUUID } from 'node:crypto';

import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import type { KvChange, KvDriverCall, KvPut, KvRecord } from '../../core/kv-driver.js';
import type { KvVersion } from '../../core/kv-store.js';
import type { Attempts } from './attempts.js';
import { backOff } from './back-off.js';
import type { DynamoDbAttributes } from './dynamodb.options.js';
import { isAbsent, isLive, setExpiry } from './expiry.js';
import { Expression } from './expression.js';
import { isVersionOfContent, type ItemLayout, versionOfContent } from './item.js';
import { isReadable } from './readable.js';
import type { TableRequests } from './requests.js';

/** A condition, written into the expressions of its request. */
type Condition = (x: Expression, now: number) => string;

/** Changes of one entry on a condition, each one request where the entry is ours. */
export class Changes {
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

  async swap(
    change: KvChange,
    expected: KvVersion | undefined,
    call: KvDriverCall,
  ): Promise<KvVersion | undefined> {
    if (expected === undefined) {
      // To remove what is absent is nothing to do.
      return change.type === 'put' ? this.#put(change, isAbsent, call) : undefined;
    }
    const unchanged = isVersionOfContent(expected)
      ? await this.#unchangedContent(change.key, expected, call)
      : sameToken(expected);
    if (!unchanged) return undefined;
    if (change.type === 'put') return this.#put(change, unchanged, call);
    return (await this.#delete(change.key, unchanged, call)) ? expected : undefined;
  }

  async touch(key: string, expiresAt: number | undefined, call: KvDriverCall): Promise<boolean> {
    const version = randomUUID();
    const x = new Expression(this.#names);
    const input = {
      Key: this.#layout.key(key),
      UpdateExpression: `SET ${x.name('version')} = ${x.value({ S: version })}${setExpiry(x, expiresAt)}`,
      ConditionExpression: isLive(x, call.now()),
      ...x.meanings,
    };
    return (await this.#attempts.settled(this.#attempts.update(input, call), key, version, call)).made;
  }

  async take(key: string, call: KvDriverCall): Promise<KvRecord | undefined> {
    for (let losses = 0; ; losses += 1) {
      if (losses > 1) await backOff(losses - 2, call.signal);
      const { made, item } = await this.#deleteReadable(key, call);
      const old = made ? item : (item ?? (await this.#requests.get(key, call, 'strong')));
      if (!old || this.#layout.isExpired(old, call.now())) return undefined;
      // Throws of what cannot be read, and was left.
      const record = this.#layout.record(old);
      if (made) return record;
    }
  }

  /** What cannot be read as a record cannot be handed over, so it stays. */
  #deleteReadable(key: string, call: KvDriverCall) {
    const x = new Expression(this.#names);
    return this.#attempts.delete(
      {
        Key: this.#layout.key(key),
        ConditionExpression: `attribute_not_exists(${x.name('pk')}) OR ${isReadable(x)}`,
        ...x.meanings,
        ReturnValues: 'ALL_OLD',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
      call,
    );
  }

  async #put(put: KvPut, condition: Condition, call: KvDriverCall): Promise<KvVersion | undefined> {
    const version = randomUUID();
    const x = new Expression(this.#names);
    const input = {
      Item: this.#layout.item(put, version),
      ConditionExpression: condition(x, call.now()),
      ...x.meanings,
    };
    const attempt = this.#attempts.put(input, call);
    return (await this.#attempts.settled(attempt, put.key, version, call)).made ? version : undefined;
  }

  async #delete(key: string, condition: Condition, call: KvDriverCall): Promise<boolean> {
    const x = new Expression(this.#names);
    const input = {
      Key: this.#layout.key(key),
      ConditionExpression: condition(x, call.now()),
      ...x.meanings,
    };
    return (await this.#attempts.delete(input, call)).made;
  }

  /** Whether the entry still has the content that `expected` names, as a condition; undefined where it has not. */
  async #unchangedContent(
    key: string,
    expected: KvVersion,
    call: KvDriverCall,
  ): Promise<Condition | undefined> {
    const item = await this.#requests.get(key, call, 'strong');
    if (!item) return undefined;
    // Another program may name its versions as we name content.
    if (this.#layout.tokenOf(item) !== undefined) return sameToken(expected);
    const value = this.#layout.valueOf(item);
    if (!value || versionOfContent(value) !== expected) return undefined;
    return sameContent(value, item[this.#names.version]);
  }
}

function sameToken(version: KvVersion): Condition {
  return (x, now) => `${x.name('version')} = ${x.value({ S: version })} AND ${isLive(x, now)}`;
}

/** @param version What is in the place of our token, if anything is. */
function sameContent(value: AttributeValue, version: AttributeValue | undefined): Condition {
  return (x, now) => {
    const name = x.name('version');
    const same = version ? `${name} = ${x.value(version)}` : `attribute_not_exists(${name})`;
    return `${x.name('value')} = ${x.value(value)} AND ${same} AND ${isLive(x, now)}`;
  };
}
