import { createHash, randomUUID } from 'node:crypto';

import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import type { KvLimits, KvPut, KvRecord } from '../../core/kv-driver.js';
import { KvFault } from '../../core/kv-fault.js';
import type { KvVersion } from '../../core/kv-store.js';
import type { DynamoDbAttributes } from './dynamodb.options.js';
import { expiresAtOf, expiryAttributes, isExpired } from './expiry.js';
import type { PrimaryKey } from './primary-key.js';

export type Item = Record<string, AttributeValue>;

/**
 * Between records and items. An item is GoFr's, `{ pk: S, value: S }`, with three attributes that GoFr does not
 * read: `version`, and on entries that expire `ttl` and `ttlMs`. Items of other programs need none of them.
 */
export class ItemLayout {
  readonly #primaryKey: PrimaryKey;
  readonly #names: DynamoDbAttributes;

  constructor(primaryKey: PrimaryKey, names: DynamoDbAttributes) {
    this.#primaryKey = primaryKey;
    this.#names = names;
  }

  key(key: string): Item {
    return this.#primaryKey.item(key);
  }

  keyOf(item: Item): string {
    return this.#primaryKey.keyOf(item);
  }

  item({ key, value, expiresAt }: KvPut, version: KvVersion = randomUUID()): Item {
    return this.#item(key, typeof value === 'string' ? { S: value } : { B: value }, expiresAt, version);
  }

  /** A number, to which DynamoDB can add. */
  counter(key: string, count: number, expiresAt: number | undefined, version: KvVersion): Item {
    return this.#item(key, { N: String(count) }, expiresAt, version);
  }

  record(item: Item): KvRecord {
    const value = this.valueOf(item);
    if (!value) {
      throw new KvFault(
        'CORRUPT',
        `an item has no attribute '${this.#names.value}' of type S, B or N. Another program wrote it; ` +
          "option 'attributes' says where values are.",
      );
    }
    return new ItemRecord(value, item[this.#names.version], this.expiresAtOf(item));
  }

  /** What we write with every change of an entry; undefined where another program wrote it. */
  tokenOf(item: Item): string | undefined {
    return tokenIn(item[this.#names.version]);
  }

  /** Undefined where it is none that can be read as a record. */
  valueOf(item: Item): AttributeValue | undefined {
    const value = item[this.#names.value];
    const isReadable =
      typeof value?.S === 'string' || typeof value?.N === 'string' || ArrayBuffer.isView(value?.B);
    return isReadable ? value : undefined;
  }

  expiresAtOf(item: Item): number | undefined {
    return expiresAtOf(item, this.#names);
  }

  isExpired(item: Item, now: number): boolean {
    return isExpired(item, this.#names, now);
  }

  #item(key: string, value: AttributeValue, expiresAt: number | undefined, version: KvVersion): Item {
    const item: Item = this.#primaryKey.item(key);
    item[this.#names.value] = value;
    item[this.#names.version] = { S: version };
    return expiresAt === undefined ? item : Object.assign(item, expiryAttributes(expiresAt, this.#names));
  }
}

/** The version is asked for by few reads, and that of another program's large value is work. */
class ItemRecord implements KvRecord {
  readonly value: string | Uint8Array;
  readonly expiresAt: number | undefined;
  readonly #value: AttributeValue;
  readonly #version: AttributeValue | undefined;

  constructor(value: AttributeValue, version: AttributeValue | undefined, expiresAt: number | undefined) {
    this.value = contentOf(value);
    this.expiresAt = expiresAt;
    this.#value = value;
    this.#version = version;
  }

  get version(): KvVersion {
    return tokenIn(this.#version) ?? versionOfContent(this.#value);
  }
}

function tokenIn(version: AttributeValue | undefined): string | undefined {
  const token = version?.S;
  return typeof token === 'string' && aToken.test(token) ? token : undefined;
}

function contentOf({ S: text, B: bytes, N: number }: AttributeValue): string | Uint8Array {
  return text ?? bytes ?? number ?? '';
}

/** Safe in a URL and in an `ETag`, as versions are: what else is there was put there by another program. */
const aToken = /^[\w:.~-]+$/;
const contentPrefix = 'value:';

/** The version of an entry that another program wrote: its content, told from that of another type. */
export function versionOfContent(value: AttributeValue): KvVersion {
  const type = value.S !== undefined ? 'S' : value.B !== undefined ? 'B' : 'N';
  return contentPrefix + createHash('sha256').update(type).update(contentOf(value)).digest('base64url');
}

/** Whether it may name the content of another program's item; our tokens are UUIDs. */
export function isVersionOfContent(version: KvVersion): boolean {
  return version.startsWith(contentPrefix);
}

/** DynamoDB counts the names of attributes and all their values into the 400 KB of an item. */
export function limitsOf(primaryKey: PrimaryKey, { pk, sk, ...names }: DynamoDbAttributes): KvLimits {
  const all = [...primaryKey.names, ...Object.values<string>(names)];
  const nameBytes = all.reduce((sum, name) => sum + Buffer.byteLength(name), 0);
  const versionBytes = 36;
  const expiryBytes = 20; // two numbers of at most 16 digits: one byte for two digits, and up to two more
  const entryBytes = 409_600 - nameBytes - versionBytes - expiryBytes - primaryKey.extraBytes;
  return { keyBytes: primaryKey.mostBytes, entryBytes };
}
