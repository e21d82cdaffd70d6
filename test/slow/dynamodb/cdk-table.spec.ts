import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import type { PrimaryKey } from '../../docs/dynamodb/behind-iam.js';
import { statements } from '../../docs/dynamodb/guide.js';
import { byCloudFormation, snippet, type TableResource } from '../../docs/dynamodb/infrastructure.js';

// aws-cdk-lib has some 190 MB, so it is installed only here, for as long as the tests run.

const run = promisify(execFile);
const root = resolve(__dirname, '../../..');
const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** Prints what CDK makes of a stack, with a role that may read and write the table. */
const app = `
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { KvStoreStack } from './stack.js';

const stack = new KvStoreStack(new App({ analyticsReporting: false }), 'Shop');
stack.table.grantReadWriteData(new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
console.log(JSON.stringify(Template.fromStack(stack).toJSON()));
`;

interface Template {
  Resources: Record<string, TableResource & { Properties: { PolicyDocument?: PolicyDocument } }>;
}
interface PolicyDocument {
  Statement: { Action: string[] }[];
}

describe('the table by CDK', () => {
  jest.setTimeout(240_000);
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kv-cdk-'));
    const options = {
      module: 'nodenext',
      target: 'es2022',
      strict: true,
      skipLibCheck: true,
      types: ['node'],
    };
    const typeRoots = [join(root, 'node_modules/@types')];
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, typeRoots }, files: ['app.ts'] }),
    );
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    await writeFile(join(folder, 'app.ts'), app);
    const quickly = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    await run('npm', ['install', '--no-save', ...quickly, 'aws-cdk-lib@2', 'constructs@10'], { cwd: folder });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function synthesised(primaryKey: PrimaryKey): Promise<Template> {
    await writeFile(join(folder, 'stack.ts'), snippet('typescript', primaryKey));
    await run(process.execPath, [tsc, '-p', folder]).catch((error: unknown) => {
      throw new Error((error as { stdout: string }).stdout);
    });
    const { stdout, stderr } = await run(process.execPath, [join(folder, 'app.js')], { cwd: folder });
    expect(stderr).not.toContain('deprecated');
    return JSON.parse(stdout) as Template;
  }

  const made = new Map<PrimaryKey, Promise<Template>>();
  function templateOf(primaryKey: PrimaryKey): Promise<Template> {
    const template = made.get(primaryKey) ?? synthesised(primaryKey);
    made.set(primaryKey, template);
    return template;
  }

  it.each<PrimaryKey>(['simple', 'composite'])('is the same as by CloudFormation, %s', async (primaryKey) => {
    const { Resources } = await templateOf(primaryKey);
    const tables = Object.values(Resources).filter(({ Type }) => Type === 'AWS::DynamoDB::Table');
    expect(tables).toEqual([byCloudFormation(primaryKey)]);
  });

  it('lets grantReadWriteData allow more than a store needs, as the guide says', async () => {
    const { Resources } = await templateOf('simple');
    const granted = Object.values(Resources).flatMap(({ Properties }) =>
      (Properties.PolicyDocument?.Statement ?? []).flatMap(({ Action }) => Action),
    );
    const needed = Object.values(statements('kv-store')).flatMap(({ Action }) => Action);
    expect(granted).toEqual(
      expect.arrayContaining([...needed, 'dynamodb:ConditionCheckItem', 'dynamodb:GetRecords']),
    );
    expect(await readFile(join(root, 'docs/guides/dynamodb-in-production.md'), 'utf8')).toContain(
      'ConditionCheckItem',
    );
  });
});
