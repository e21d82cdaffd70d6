import { randomUUID } from 'node:crypto';

import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createKvStore, type DynamoDbOptions, type KvStore, type OpenKvStore } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions, rawClient } from '../../support/dynamodb.js';

/** Entries of some namespaces, and some of none. */
const entries: [string, string][] = [
  ...Array.from({ length: 30 }, (_, index): [string, string] => [`users:${index}`, `user ${index}`]),
  ...Array.from({ length: 300 }, (_, index): [string, string] => [`orders:${index}`, `order ${index}`]),
  ['plain', 'text'],
  [':colon', 'first'],
  ['_', 'underscore'],
  ['_:in', 'a namespace of that name'],
];

async function keysOf(kv: KvStore, prefix?: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of kv.keys({ prefix })) keys.push(key);
  return keys.sort();
}

interface Sent {
  readonly commandName: string;
  readonly Limit?: number;
  readonly ConsistentRead?: boolean;
}

describe.each(['simple', 'composite'] as const)('a table with a %s primary key', (primaryKey) => {
  describeWithDynamoDb('lists', () => {
    let options: DynamoDbOptions;
    let kv: OpenKvStore;
    let client: DynamoDBClient;
    const sent: Sent[] = [];

    beforeAll(async () => {
      options = { ...dynamoDbOptions(), primaryKey };
      // Makes the table.
      await (await createKvStore(options)).close();
      client = rawClient();
      client.middlewareStack.add(
        (next, { commandName = '' }) =>
          (args) => {
            const input: object = args.input;
            sent.push({ commandName, ...input });
            return next(args);
          },
        { step: 'initialize' },
      );
      kv = await createKvStore({ driver: 'dynamodb', table: options.table, primaryKey, client });
      await kv.setMany(entries);
    });
    beforeEach(() => {
      sent.length = 0;
    });
    afterAll(async () => {
      await kv.close();
      client.destroy();
    });

    const put = (Item: PutItemCommand['input']['Item']) =>
      client.send(new PutItemCommand({ TableName: options.table, Item }));

    it('all that is there, from the root and from each namespace', async () => {
      expect(await keysOf(kv)).toEqual(entries.map(([key]) => key).sort());
      expect(await keysOf(kv, '_')).toEqual(['_', '_:in']);
      expect(await keysOf(kv, ':')).toEqual([':colon']);
      expect(await keysOf(kv.namespace('_'))).toEqual(['in']);
      expect(await keysOf(kv.namespace('users'), '1')).toHaveLength(11);
      expect(await keysOf(kv, 'nothing')).toEqual([]);
    });

    it('a namespace by Query where its partition holds it, else by Scan', async () => {
      expect((await kv.namespace('users').page({ limit: 20 })).entries).toHaveLength(20);
      expect(sent[0]).toMatchObject({
        commandName: primaryKey === 'simple' ? 'ScanCommand' : 'QueryCommand',
        Limit: 20,
        ConsistentRead: true,
      });
      sent.length = 0;
      await kv.page({ prefix: 'us', consistency: 'eventual' });
      expect(sent[0]).toMatchObject({ commandName: 'ScanCommand', ConsistentRead: false });
    });

    it('full pages, whatever lies between', async () => {
      const users = kv.namespace('users');
      const seen: string[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        const page = await users.page({ limit: 7, ...(cursor !== undefined && { cursor }) });
        seen.push(...page.entries.map(({ key }) => key));
        expect(page.entries.length).toBe(page.cursor === undefined ? 2 : 7);
        pages += 1;
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(pages).toBe(5);
      expect(seen.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, index) => index));
      if (primaryKey === 'composite') expect(sent).toHaveLength(5);
    });

    it('keys without their values', async () => {
      await keysOf(kv, 'users:');
      expect(sent[0]).toHaveProperty('ProjectionExpression');
    });

    it('neither what has expired nor what another program keeps elsewhere or in another form', async () => {
      const folder = kv.namespace(randomUUID());
      await folder.set('mine', 'value');
      await folder.set('gone', 'value', { ttl: 1 });
      const physical = (await ownKey(folder)) + 'theirs';
      const pk = primaryKey === 'simple' ? physical : physical.split(':', 1)[0];
      const key = { pk: { S: pk ?? '' }, ...(primaryKey === 'composite' && { sk: { S: physical } }) };
      await put({ ...key, value: { L: [] } });
      await put({ ...key, pk: { S: 'elsewhere' }, value: { S: 'x' } });
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await keysOf(folder)).toEqual(['mine']);
      expect(await folder.page()).toMatchObject({ entries: [{ key: 'mine', value: 'value' }] });
      expect(await keysOf(kv, 'elsewhere')).toEqual(primaryKey === 'simple' ? ['elsewhere'] : []);
    });

    /** The prefix of a namespace, as its only entry at the root shows. */
    async function ownKey(folder: KvStore): Promise<string> {
      const all = await keysOf(kv);
      const [name] = all.filter((key) => key.endsWith(':mine'));
      expect(await folder.has('mine')).toBe(true);
      return (name ?? '').slice(0, -'mine'.length);
    }

    it('what is large in pages of a megabyte', async () => {
      const large = kv.namespace(`large-${randomUUID()}`);
      await large.setMany(Array.from({ length: 12 }, (_, index) => [`${index}`, 'x'.repeat(250_000)]));
      const { entries: found, cursor } = await large.page({ limit: 1_000 });
      expect(found.length).toBeGreaterThan(2);
      expect(found.length).toBeLessThan(12);
      expect(cursor).toBeDefined();
      expect(await keysOf(large)).toHaveLength(12);
      expect(await large.clear()).toBe(12);
      expect(await keysOf(large)).toEqual([]);
    });

    it('refuse a table of the other kind', async () => {
      const other = primaryKey === 'simple' ? 'composite' : 'simple';
      const opening = createKvStore({ driver: 'dynamodb', table: options.table, primaryKey: other, client });
      await expect(opening).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      await expect(opening).rejects.toThrow(`primaryKey: '${primaryKey}'`);
    });
  });
});
