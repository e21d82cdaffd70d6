import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createKvStore, type DynamoDbOptions, type OpenKvStore } from 'nestjs-kv-store';

import { dynamoDbOptions, rawClient } from '../../support/dynamodb.js';
import { IamProxy, type Statement } from '../../support/iam-proxy.js';
import type { Subject } from './calls.js';
import { statements } from './guide.js';

export type PrimaryKey = 'simple' | 'composite';

/** Which of the guide's later statements takes the place of its like, or is added. */
const lists = { simple: [], composite: [0] };
const forCreateTable = 1;

/** A table of either kind on DynamoDB Local, with the guide's policy in front of it, while the `describe` around it runs. */
export class BehindIam implements Subject {
  readonly options: DynamoDbOptions & { endpoint: string };
  readonly notices: string[] = [];
  readonly #iam: IamProxy;
  #raw: DynamoDBClient | undefined;
  #kv: OpenKvStore | undefined;

  constructor(readonly primaryKey: PrimaryKey) {
    this.options = { ...dynamoDbOptions(), region: 'eu-west-1', primaryKey };
    this.#iam = new IamProxy(this.options.endpoint);
    beforeAll(async () => {
      await this.#iam.start();
      this.#raw = rawClient();
      await (await createKvStore(this.options)).close();
    });
    beforeEach(async () => {
      this.allow(...Object.keys(this.statements));
      await this.reopen();
    });
    afterEach(() => this.kv.close());
    afterAll(async () => {
      this.#raw?.destroy();
      await this.#iam.stop();
    });
  }

  get kv(): OpenKvStore {
    if (!this.#kv) throw new Error('It is opened before each test.');
    return this.#kv;
  }

  /** The guide's statements, for this table. */
  get statements(): Record<string, Statement> {
    return this.#statementsFor(this.options.table);
  }

  /** From here on only these statements of the guide hold. */
  allow(...sids: string[]): void {
    this.allowFor(this.options.table, ...sids);
  }

  allowFor(table: string, ...sids: string[]): void {
    const wanted = Object.entries(this.#statementsFor(table)).filter(([sid]) => sids.includes(sid));
    this.#iam.reset(wanted.map(([, statement]) => statement));
  }

  /** From here on all of the guide holds but these actions. */
  deny(...actions: string[]): void {
    this.denyFor(this.options.table, ...actions);
  }

  denyFor(table: string, ...actions: string[]): void {
    const allows = (action: string) => !actions.includes(action.replace('dynamodb:', ''));
    this.#iam.reset(
      Object.values(this.#statementsFor(table)).map((one) => ({ ...one, Action: one.Action.filter(allows) })),
    );
  }

  /** The actions asked for since the policy was set, without `dynamodb:`. */
  get asked(): { allowed: string[]; denied: string[] } {
    const names = (all: readonly { action: string }[]) =>
      [...new Set(all.map(({ action }) => action.replace('dynamodb:', '')))].sort();
    return { allowed: names(this.#iam.allowed), denied: names(this.#iam.denied) };
  }

  /** How often an action was asked for. */
  times(name: string): number {
    return [...this.#iam.allowed, ...this.#iam.denied].filter(({ action }) => action === `dynamodb:${name}`)
      .length;
  }

  open(more: Partial<DynamoDbOptions> = {}): Promise<OpenKvStore> {
    this.notices.length = 0;
    const { endpoint } = this.#iam;
    const observer = { notice: (message: string) => void this.notices.push(message) };
    return createKvStore({ ...this.options, createTable: false, endpoint, observers: [observer], ...more });
  }

  /** Anew, for a store remembers which batch calls it may not make. */
  async reopen(): Promise<void> {
    await this.#kv?.close();
    this.#kv = await this.open();
  }

  #statementsFor(table: string): Record<string, Statement> {
    return statements(table, ...lists[this.primaryKey], forCreateTable);
  }

  readonly foreign = async (key: string): Promise<void> => {
    const [namespace = ''] = key.split(':');
    const at = this.primaryKey === 'simple' ? { pk: { S: key } } : { pk: { S: namespace }, sk: { S: key } };
    await this.#raw?.send(
      new PutItemCommand({ TableName: this.options.table, Item: { ...at, value: { S: 'theirs' } } }),
    );
  };
}
