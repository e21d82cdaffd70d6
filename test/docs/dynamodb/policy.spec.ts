import type { KvOperation } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';
import { BehindIam, type PrimaryKey } from './behind-iam.js';
import { type Call, changes, health, lists, reads } from './calls.js';
import { rows } from './guide.js';

// The policy of docs/guides/dynamodb-in-production.md against all requests that a store makes. IAM itself cannot be had
// here: a proxy judges requests by the policy, as IAM is documented to.

const all: Record<Exclude<KvOperation, 'open'>, Call> = {
  ...reads,
  ...changes,
  ...lists,
  ...health,
};
const namesIn = (cell: string, pattern: RegExp) => [...cell.matchAll(pattern)].map(([, name = '']) => name);

const table = rows('Which call needs which action').map(([calls = '', actions = '']) => ({
  calls: calls.startsWith('opening') ? [calls] : namesIn(calls, /`(\w+)`/g),
  actions: namesIn(actions, /`([A-Z]\w+)`/g),
}));
/** Of each call the actions that the guide says it needs. */
const needs = new Map(table.flatMap(({ calls, actions }) => calls.map((call) => [call, actions] as const)));
const [opening, creating] = ['opening a store', 'opening it with `createTable`'];

it('the guide tells of each call once what it needs', () => {
  expect(table.flatMap(({ calls }) => calls)).toHaveLength(needs.size);
  expect([...needs.keys()].sort()).toEqual([opening, creating, ...Object.keys(all)].sort());
});

describe.each<PrimaryKey>(['simple', 'composite'])('a %s table', (primaryKey) => {
  describeWithDynamoDb('behind the policy', () => {
    const subject = new BehindIam(primaryKey);
    const exactly = (actions: readonly string[]) => {
      const ours = actions.filter((action) => action !== 'Query' || primaryKey === 'composite');
      return { allowed: [...new Set(ours)].sort(), denied: [] };
    };
    const actionsOf = (...sids: string[]) =>
      sids.flatMap((sid) => subject.statements[sid]?.Action ?? []).map((one) => one.replace('dynamodb:', ''));

    it.each(Object.entries(all))('%s needs what the guide says, and no more', async (name, call) => {
      subject.allow(...Object.keys(subject.statements));
      await call(subject);
      expect(subject.asked).toEqual(exactly(needs.get(name) ?? []));
    });

    it('a store needs what the guide says to open', async () => {
      subject.allow('Health');
      await (await subject.open()).close();
      expect(subject.asked).toEqual(exactly(needs.get(opening) ?? []));
    });

    it.each([
      ['read-only', [reads, health], ['Reads', 'Health']],
      ['read and write', [reads, changes, health], ['Reads', 'Changes', 'Health']],
      ['all calls', [all], ['Reads', 'Changes', 'Lists', 'Health']],
    ] satisfies [string, Partial<typeof all>[], string[]][])(
      '%s: each of the actions allowed is used, and no other',
      async (_, calls, sids) => {
        subject.allow(...sids);
        await subject.reopen();
        for (const call of calls.flatMap((some: Partial<typeof all>) => Object.values(some)))
          await call(subject);
        expect(subject.asked).toEqual(exactly(actionsOf(...sids)));
      },
    );

    it('what a feature leaves out is refused', async () => {
      subject.allow('Reads', 'Health');
      await expect(subject.kv.set('key', 'value')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
      subject.allow('Reads', 'Changes', 'Health');
      await expect(subject.kv.page()).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    });

    it('each statement is about the one table, and no action is in two', () => {
      const { options, statements } = subject;
      const actions = actionsOf(...Object.keys(statements));
      expect(new Set(actions).size).toBe(actions.length);
      expect(Object.keys(statements)).toEqual(['Reads', 'Changes', 'Lists', 'Health', 'CreateTable']);
      for (const one of Object.values(statements)) {
        expect(one).toMatchObject({
          Effect: 'Allow',
          Resource: `arn:aws:dynamodb:eu-west-1:123456789012:table/${options.table}`,
        });
      }
    });
  });
});

describeWithDynamoDb('a table that is missing', () => {
  const subject = new BehindIam('simple');

  it('is created by what the guide says, and no more', async () => {
    const { table: name } = dynamoDbOptions();
    subject.allowFor(name, 'Health', 'CreateTable');
    await (await subject.open({ table: name, createTable: true })).close();
    expect(subject.asked).toEqual({ allowed: [...(needs.get(creating) ?? [])].sort(), denied: [] });
  });
});
