import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { separator } from '../../core/keys.js';
import type { DynamoDbAttributes } from './dynamodb.options.js';

type KeyItem = Record<string, AttributeValue>;

/** How keys of entries are those of items. */
export interface PrimaryKey {
  /** The names of the table's key attributes, the partition key first. */
  readonly names: readonly string[];
  /** Which attribute holds the whole key. */
  readonly whole: 'pk' | 'sk';
  /** Bytes of a key that the table can hold. */
  readonly mostBytes: number;
  /** Bytes that an item takes beyond its key, its names and its values. */
  readonly extraBytes: number;
  /** The key of the item that holds the entry. */
  item(key: string): KeyItem;
  /** The key of an entry, from its item or a request for it: always there, for the table is keyed by it. */
  keyOf(item: KeyItem): string;
  /** The partition that holds all entries whose keys begin with `prefix`; undefined where there may be several. */
  partitionOf(prefix: string): string | undefined;
}

/** The partition key alone, as GoFr has it: what is listed is looked for in the whole table. */
class Simple implements PrimaryKey {
  readonly names: readonly string[];
  readonly whole = 'pk';
  readonly mostBytes = 2_048;
  readonly extraBytes = 0;

  constructor(private readonly pk: string) {
    this.names = [pk];
  }

  item(key: string): KeyItem {
    return { [this.pk]: { S: key } };
  }

  keyOf(item: KeyItem): string {
    return item[this.pk]?.S ?? '';
  }

  partitionOf(): undefined {
    return undefined;
  }
}

/** The partition of keys that have none. */
const noSegment = '_';

/**
 * The key's first segment, its outermost namespace, as the partition key, and the whole key as the sort key, so that
 * namespaces can be listed.
 */
class Composite implements PrimaryKey {
  readonly names: readonly string[];
  readonly whole = 'sk';
  readonly mostBytes = 1_024;
  /** The segment is part of the key, and stored once more. */
  readonly extraBytes = 1_024;

  constructor(
    private readonly pk: string,
    private readonly sk: string,
  ) {
    this.names = [pk, sk];
  }

  item(key: string): KeyItem {
    return { [this.pk]: { S: this.partitionOf(key) ?? noSegment }, [this.sk]: { S: key } };
  }

  keyOf(item: KeyItem): string {
    return item[this.sk]?.S ?? '';
  }

  partitionOf(prefix: string): string | undefined {
    const end = prefix.indexOf(separator);
    if (end < 0) return undefined;
    return prefix.slice(0, end) || noSegment;
  }
}

export function primaryKeyOf(kind: 'simple' | 'composite', { pk, sk }: DynamoDbAttributes): PrimaryKey {
  return kind === 'simple' ? new Simple(pk) : new Composite(pk, sk);
}
