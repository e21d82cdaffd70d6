import { parse } from 'yaml';

import type { PrimaryKey } from './behind-iam.js';
import { blocks } from './guide.js';
import { parseHcl } from './hcl.js';

/** A table as CloudFormation has it, in which all three languages of the guide are compared. */
export interface TableResource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties: {
    readonly TableName: string;
    readonly BillingMode: string;
    readonly AttributeDefinitions: { AttributeName: string; AttributeType: 'S' }[];
    readonly KeySchema: { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[];
    readonly TimeToLiveSpecification: { AttributeName: string; Enabled: boolean };
    readonly PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: boolean };
    readonly DeletionProtectionEnabled: boolean;
  };
}

/** A snippet of the guide; for a composite key with the lines that are commented out. */
export function snippet(language: 'yaml' | 'hcl' | 'typescript', primaryKey: PrimaryKey): string {
  const [text = '', ...others] = blocks('The table', language);
  if (text === '' || others.length > 0) throw new Error(`The guide must have one block of ${language}.`);
  return primaryKey === 'simple' ? text : text.replace(/(?:#|\/\/) composite: /g, '');
}

/** Of CloudFormation's own tags those that the template uses. */
const tags = [{ tag: '!GetAtt', resolve: (path: string) => ({ 'Fn::GetAtt': path.split('.') }) }];

export function byCloudFormation(primaryKey: PrimaryKey): TableResource {
  const template = parse(snippet('yaml', primaryKey), { customTags: tags, strict: true }) as {
    Resources: Record<string, TableResource>;
    Outputs: Record<string, { Value: { 'Fn::GetAtt': [string, string] } }>;
  };
  const [first, ...others] = Object.entries(template.Resources);
  const [output] = Object.values(template.Outputs);
  if (!first || others.length > 0 || output?.Value['Fn::GetAtt'][0] !== first[0])
    throw new Error('The template must have one resource, and tell its ARN.');
  return first[1];
}

/** What Terraform's provider makes of its resource `aws_dynamodb_table`. */
export function byTerraform(primaryKey: PrimaryKey): TableResource {
  const root = parseHcl(snippet('hcl', primaryKey));
  const [table] = root.blocks;
  if (root.blocks.length !== 1 || table?.type !== 'resource' || table.labels[0] !== 'aws_dynamodb_table')
    throw new Error('The HCL must have one resource of the type aws_dynamodb_table.');
  const { name, billing_mode, hash_key, range_key, deletion_protection_enabled, ...unknown } =
    table.body.attributes;
  expect(unknown).toEqual({});
  const inner = (type: string) =>
    table.body.blocks.filter((one) => one.type === type).map(({ body }) => body.attributes);
  expect(table.body.blocks).toHaveLength(
    ['attribute', 'ttl', 'point_in_time_recovery'].flatMap(inner).length,
  );
  const [ttl] = inner('ttl');
  const [recovery] = inner('point_in_time_recovery');
  return {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: name,
      BillingMode: billing_mode,
      AttributeDefinitions: inner('attribute').map(({ name: AttributeName, type: AttributeType }) => ({
        AttributeName,
        AttributeType,
      })),
      KeySchema: [
        { AttributeName: hash_key, KeyType: 'HASH' },
        ...(range_key === undefined ? [] : [{ AttributeName: range_key, KeyType: 'RANGE' }]),
      ],
      TimeToLiveSpecification: { AttributeName: ttl?.['attribute_name'], Enabled: ttl?.['enabled'] },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: recovery?.['enabled'] },
      DeletionProtectionEnabled: deletion_protection_enabled,
    },
  } as TableResource;
}
