import {
  type AttributeValue,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';

import {
  type ForeignItem,
  foreignPut,
  foreignTtl,
  type OtherProgram,
  type Others,
  value,
} from '../../libs/kv-store/src/testing/model/index.js';

/** Another program on the same table, which sets the attributes that it knows as it pleases. */
export function writesItems(client: DynamoDBClient, table: string, folder: string): OtherProgram {
  let tokens = 0;
  const keyOf = (key: string) => ({ pk: { S: `${folder}:${key}` } });
  return {
    async put(key, item) {
      const version = versionOf(item, (tokens += 1));
      const ttl =
        item.ttl !== undefined && (item.ttlAs === 'text' ? { S: `${item.ttl}` } : { N: `${item.ttl}` });
      const Item = { ...keyOf(key), ...valueOf(item), ...(ttl && { ttl }), ...(version && { version }) };
      await client.send(new PutItemCommand({ TableName: table, Item }));
    },
    async setTtl(key, ttl) {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(key),
          UpdateExpression: ttl === undefined ? 'REMOVE #ttl' : 'SET #ttl = :ttl',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ...(ttl !== undefined && { ExpressionAttributeValues: { ':ttl': { N: String(ttl) } } }),
        }),
      );
    },
  };
}

function valueOf({ form, value: text }: ForeignItem): Record<string, AttributeValue> {
  switch (form) {
    case 'text':
      return { value: { S: text } };
    case 'number':
      return { value: { N: text } };
    case 'bytes':
      return { value: { B: Buffer.from(text) } };
    case 'not UTF-8':
      return { value: { B: Buffer.from([0xff]) } };
    case 'no value':
      return { data: { S: text } };
  }
}

/** Some name their versions otherwise than we do, and some as we do. */
function versionOf({ version }: ForeignItem, count: number): AttributeValue | undefined {
  switch (version) {
    case 'number':
      return { N: '1' };
    case 'spaces':
      return { S: 'not a token' };
    case 'token':
      return { S: `token-${count}` };
    case 'as of content':
      return { S: `value:${count}` };
    default:
      return undefined;
  }
}

const item: fc.Arbitrary<ForeignItem> = fc
  .tuple(
    fc.oneof(
      fc.record({ form: fc.constantFrom('text', 'bytes', 'not UTF-8', 'no value'), value }),
      // As DynamoDB gives them back.
      fc.record({
        form: fc.constant('number' as const),
        value: fc.constantFrom('5', '-3', '0', '1.5', '9007199254740991', '9007199254740993'),
      }),
    ),
    fc.constantFrom({}, {}, { ttl: 1 }, { ttl: 3_600 }, { ttl: 1.5 }, { ttl: 0 }, {
      ttl: 1,
      ttlAs: 'text',
    } as const),
    fc.constantFrom('none', 'none', 'none', 'number', 'spaces', 'token', 'as of content'),
  )
  .map(([content, ttl, version]) => ({ ...content, ...ttl, version }));

const tenDays = 864_000;

/** What other programs do on the table. */
export const foreignItems: Others = (key) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.tuple(key, item).map((args) => foreignPut(...args)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(key, fc.constantFrom(undefined, tenDays, -5))
        .map(([at, seconds]) => foreignTtl(at, seconds)),
    },
  );
