import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { describeWithDynamoDb, dynamoDbOptions } from '../support/dynamodb.js';

interface Span {
  name: string;
  id: string;
  parent?: string;
  links: string[];
  scope: string;
  attributes: Record<string, unknown>;
}

describeWithDynamoDb("spans of a program that instruments AWS's client as well", () => {
  const { driver: _, ...options } = dynamoDbOptions();
  let spans: Span[];

  beforeAll(async () => {
    const program = join(__dirname, 'traced-dynamodb.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(options)]);
    spans = JSON.parse(stdout) as Span[];
  });

  const span = (name: string) => {
    const found = spans.filter((one) => one.name === name);
    expect(found).toHaveLength(1);
    return found[0];
  };
  /** The names of a span and of those that it is within, from the outermost. */
  const path = (of: Span): string[] => {
    const parent = spans.find(({ id }) => id === of.parent);
    return [...(parent ? path(parent) : []), of.name.replace(` ${options.table}`, '')];
  };

  it("nest: the handler, the call, its requests, and the client's own", () => {
    const outermostFirst = spans
      .filter(({ scope }) => scope === '@opentelemetry/instrumentation-aws-sdk')
      .map(path);
    expect(outermostFirst).toEqual([
      ['one', 'set', 'write', 'DynamoDB.PutItem'],
      ['two', 'get', 'BATCH read', 'DynamoDB.BatchGetItem'],
      ['four', 'update', 'read', 'DynamoDB.GetItem'],
      ['four', 'update', 'swap', 'DynamoDB.PutItem'],
    ]);
  });

  it('link the request that two calls share with both', () => {
    const [request, get, getMany] = ['BATCH read', 'get', 'getMany'].map((name) =>
      span(`${name} ${options.table}`),
    );
    expect(request?.links).toEqual([get?.id, getMany?.id]);
    expect(getMany?.links).toEqual([request?.id]);
  });

  it('say where the table is, and hold no key and no value', () => {
    const { hostname, port } = new URL(options.endpoint);
    expect(span(`get ${options.table}`)?.attributes).toEqual({
      'db.system.name': 'aws.dynamodb',
      'db.collection.name': options.table,
      'db.operation.name': 'get',
      'server.address': hostname,
      'server.port': Number(port),
      'kv_store.name': 'default',
      'kv_store.outcome': 'hit',
    });
    expect(JSON.stringify(spans)).not.toContain('secret');
  });
});
