import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse, stringify } from 'yaml';

import { root } from './dashboard.js';

export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

const file = parse(readFileSync(join(root, 'deploy/prometheus/alerts.yml'), 'utf8')) as RuleFile;

export const rules = file.groups.flatMap((group) => group.rules);

/** The same rules for who has no minutes: they look back for so many seconds, and fire at once. */
export function hastyRules(seconds: number): string {
  const groups = file.groups.map((group) => ({
    ...group,
    rules: group.rules.map(({ for: _, expr, ...rule }) => ({
      ...rule,
      expr: expr.replaceAll('[5m]', `[${seconds}s]`),
    })),
  }));
  return stringify({ groups });
}
