import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parse } from 'yaml';

import { describeWith } from '../support/describe-with.js';
import { prometheus, promtool } from '../support/servers/prometheus-program.js';
import { rules } from './alerts.js';
import { root } from './dashboard.js';

interface TestFile {
  readonly tests: readonly {
    readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: unknown[] }[];
  }[];
}

/** As GitHub makes it of a heading that is one word. */
const anchors = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replaceAll(' ', '-'));

describe('each alert', () => {
  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s says how bad it is, what happened, and what to do',
    (alert, { labels, annotations, for: time }) => {
      expect(Object.keys(labels)).toEqual(['severity']);
      expect(['warning', 'critical']).toContain(labels['severity']);
      expect(time).toMatch(/^\d+m$/);
      const { summary, description, runbook = '' } = annotations;
      expect(summary).toMatch(/store '\{\{ \$labels\.store \}\}'/i);
      expect(description).toMatch(/^[A-Z{0-9].*[.?]$/s);
      const [path = '', anchor] = runbook.split('#');
      expect(anchor).toBe(alert.toLowerCase());
      expect(anchors(readFileSync(join(root, path), 'utf8'))).toContain(anchor);
    },
  );

  it('has a case in which it fires, and one in which it does not', () => {
    const file = join(root, 'deploy/prometheus/alerts.test.yml');
    const { tests } = parse(readFileSync(file, 'utf8')) as TestFile;
    const cases = tests.flatMap((test) => test.alert_rule_test);
    const fire = cases.filter(({ exp_alerts: alerts }) => alerts.length > 0);
    const rest = cases.filter(({ exp_alerts: alerts }) => alerts.length === 0);
    const names = rules.map(({ alert }) => alert).sort();
    for (const some of [fire, rest])
      expect([...new Set(some.map(({ alertname }) => alertname))].sort()).toEqual(names);
  });
});

describeWith(prometheus, 'to promtool', () => {
  // Of its own, for who runs it in a container may not be who owns the other.
  const folder = mkdtempSync(join(tmpdir(), 'kv-promtool-'));
  beforeAll(() => {
    cpSync(join(root, 'deploy/prometheus'), folder, { recursive: true });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['what the containers run by is right', 'check', 'config', 'prometheus.yml'],
    ['the alerts fire when they should, and then alone', 'test', 'rules', 'alerts.test.yml'],
  ])('%s', (_, ...args) => {
    const file = join(folder, args.pop() ?? '');
    const { status, output } = promtool(folder, ...args, file);
    expect(output).toContain('SUCCESS');
    expect(output).not.toContain('FAILED');
    expect(status).toBe(0);
  });
});
