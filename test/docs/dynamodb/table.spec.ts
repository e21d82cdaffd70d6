import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { createKvStore } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions, rawClient } from '../../support/dynamodb.js';
import type { PrimaryKey } from './behind-iam.js';
import { parseHcl } from './hcl.js';
import { byCloudFormation, byTerraform } from './infrastructure.js';

// The tables of docs/guides/dynamodb-in-production.md. That CDK makes the same is in test/slow, for it is large.

describe.each<PrimaryKey>(['simple', 'composite'])('the %s table', (primaryKey) => {
  it('is the same by CloudFormation and by Terraform', () => {
    const { Type, Properties } = byCloudFormation(primaryKey);
    expect(byTerraform(primaryKey)).toEqual({ Type, Properties });
    expect(Properties.KeySchema).toHaveLength(primaryKey === 'simple' ? 1 : 2);
  });

  it('is safe from being deleted', () => {
    expect(byCloudFormation(primaryKey)).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    });
  });

  describeWithDynamoDb('made by DynamoDB Local', () => {
    let client: DynamoDBClient;
    beforeAll(() => {
      client = rawClient();
    });
    afterAll(() => {
      client.destroy();
    });

    it('is one on which a store opens, keeps, expires and lists', async () => {
      const {
        TimeToLiveSpecification,
        PointInTimeRecoverySpecification: _,
        ...properties
      } = byCloudFormation(primaryKey).Properties;
      const { createTable: __, ...options } = dynamoDbOptions();
      const TableName = options.table;
      const created = await client.send(
        new CreateTableCommand({ ...properties, BillingMode: 'PAY_PER_REQUEST', TableName }),
      );
      expect(created.TableDescription?.KeySchema).toEqual(properties.KeySchema);
      await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));

      const kv = await createKvStore({ ...options, primaryKey });
      await kv.namespace('users').set('42', 'Ada', { ttl: 60_000 });
      expect(await kv.namespace('users').page()).toMatchObject({ entries: [{ key: '42', value: 'Ada' }] });
      await kv.close();
      const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName }));
      expect(ttl.TimeToLiveDescription).toMatchObject({ AttributeName: 'ttl', TimeToLiveStatus: 'ENABLED' });

      // What createTable makes has the same key, billing and TTL.
      const own = dynamoDbOptions();
      await (await createKvStore({ ...own, primaryKey })).close();
      const described = await client.send(new DescribeTableCommand({ TableName: own.table }));
      expect(described.Table).toMatchObject({
        KeySchema: properties.KeySchema,
        AttributeDefinitions: properties.AttributeDefinitions,
        BillingModeSummary: { BillingMode: properties.BillingMode },
      });
    });

    it('is none for a store of the other kind', async () => {
      const other = primaryKey === 'simple' ? 'composite' : 'simple';
      const options = dynamoDbOptions();
      await (await createKvStore({ ...options, primaryKey })).close();
      await expect(createKvStore({ ...options, primaryKey: other })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
    });
  });
});

it.each([
  ['a line that is none', 'resource "a" "b" {\n  name: "x"\n}'],
  ['a block without its end', 'ttl {\n  enabled = true'],
  ['an end without a block', 'enabled = true\n}'],
  ['an attribute twice', 'enabled = true\nenabled = false'],
])('the test would notice HCL with %s', (_, text) => {
  expect(() => parseHcl(text)).toThrow();
});
