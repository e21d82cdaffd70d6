import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { Statement } from '../../support/iam-proxy.js';

const text = readFileSync(
  join(resolve(__dirname, '../../..'), 'docs/guides/dynamodb-in-production.md'),
  'utf8',
);

/** The text of a section, without those below it. */
export function section(title: string): string {
  const [, after] = text.split(`\n## ${title}\n`);
  if (after === undefined) throw new Error(`The guide has no section '${title}'.`);
  return after.split(/^## /m)[0] ?? '';
}

/** The blocks of a section that are in `language`, in their order. */
export function blocks(title: string, language: string): string[] {
  return [...section(title).matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, its]) => its === language)
    .map(([, , block = '']) => block);
}

/** The rows of the tables of a section, by cell, without their heads. */
export function rows(title: string): string[][] {
  return section(title)
    .split(/^\|(?: -+:? \|)+$/m)
    .slice(1)
    .flatMap((table) => /^(?:\n?\|.*\|)+/.exec(table)?.[0].trim().split('\n') ?? [])
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const [policy = '', ...others] = blocks('Permissions', 'json');

/** The statements of the policy by their Sid, for `table`; those of the other blocks take the place of their like. */
export function statements(table: string, ...more: number[]): Record<string, Statement> {
  const all = [
    ...(JSON.parse(policy) as { Statement: Statement[] }).Statement,
    ...more.map((index) => JSON.parse(others[index] ?? '') as Statement),
  ];
  return Object.fromEntries(
    all.map((one) => [one.Sid, { ...one, Resource: one.Resource.replace(/\/kv-store$/, `/${table}`) }]),
  );
}
