import { randomUUID } from 'node:crypto';

import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import type { KvLimits, KvPut, KvRecord } from '../../core/kv-driver.js';
import { KvFault } from '../../core/kv-fault.js';
import type { DynamoDbAttributes } from './dynamodb.options.js';

export type Item = Record<string, AttributeValue>;

/**
 * Between records and items. An item is GoFr's, `{ pk: S, value: S }`, with three attributes that GoFr does not
 * read: `version`, and on entries that expire `ttl` and `ttlMs`. Items of other programs need none of them.
 */
export class ItemLayout {
  readonly #names: DynamoDbAttributes;

  constructor(names: DynamoDbAttributes) {
    this.#names = names;
  }

  key(key: string): Item {
    return { [this.#names.pk]: { S: key } };
  }

  /** The key of an item, or of the request for one: always there, for the table is keyed by it. */
  keyOf(item: Item): string {
    return item[this.#names.pk]?.S ?? '';
  }

  item({ key, value, expiresAt }: KvPut): Item {
    const names = this.#names;
    return {
      [names.pk]: { S: key },
      [names.value]: typeof value === 'string' ? { S: value } : { B: value },
      [names.version]: { S: randomUUID() },
      ...(expiresAt !== undefined && {
        [names.ttl]: { N: String(Math.ceil(expiresAt / 1_000)) },
        [names.ttlMs]: { N: String(expiresAt) },
      }),
    };
  }

  record(item: Item): KvRecord {
    const { S: text, B: bytes, N: number } = item[this.#names.value] ?? {};
    const value = text ?? bytes ?? number;
    if (value === undefined) {
      throw new KvFault(
        'CORRUPT',
        `an item has no attribute '${this.#names.value}' of type S, B or N. Another program wrote it; ` +
          "option 'attributes' says where values are.",
      );
    }
    const expiresAt = this.#expiryOf(item);
    return expiresAt === undefined ? { value } : { value, expiresAt };
  }

  /** By the milliseconds that we wrote, unless another program has since written another TTL, or taken it away. */
  #expiryOf(item: Item): number | undefined {
    const ttl = item[this.#names.ttl]?.N;
    if (ttl === undefined) return undefined;
    const seconds = Number(ttl);
    const milliseconds = Number(item[this.#names.ttlMs]?.N);
    return Math.ceil(milliseconds / 1_000) === seconds ? milliseconds : seconds * 1_000;
  }
}

/** DynamoDB counts the names of attributes and all their values into the 400 KB of an item. */
export function limitsOf(names: DynamoDbAttributes): KvLimits {
  const nameBytes = Object.values<string>({ ...names }).reduce(
    (sum, name) => sum + Buffer.byteLength(name),
    0,
  );
  const versionBytes = 36;
  const expiryBytes = 20; // two numbers of at most 16 digits: one byte for two digits, and up to two more
  return { keyBytes: 2_048, entryBytes: 409_600 - nameBytes - versionBytes - expiryBytes };
}
