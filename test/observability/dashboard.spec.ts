import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { metrics } from '../../libs/kv-store/src/prometheus/kv-prometheus.metrics.js';
import { dashboard, type Panel, queries, root, shown } from './dashboard.js';

const own = { type: 'prometheus', uid: '${datasource}' };

function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

describe('the dashboard', () => {
  it('has panels, each with an id of its own', () => {
    expect(shown.length).toBeGreaterThan(20);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });

  it('has a place for each, and none over another', () => {
    const over = dashboard.panels.flatMap((panel, index) =>
      dashboard.panels.slice(index + 1).filter((other) => overlap(panel, other)),
    );
    expect(over).toEqual([]);
    expect(dashboard.panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  });

  it.each(shown.map((panel) => [panel.title, panel] as const))(
    "has a unit, a description and queries in '%s', of the data source that was chosen",
    (_, { fieldConfig, description, datasource, targets = [] }) => {
      expect(fieldConfig?.defaults.unit).toMatch(/./);
      expect(description).toMatch(/^[A-Z].*\.$/s);
      expect([datasource, ...targets.map((target) => target.datasource)]).toEqual(
        Array.from({ length: targets.length + 1 }, () => own),
      );
      expect(targets.length).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    },
  );

  it('lets its reader choose the data source, job, instance, store and driver, and each query obeys', () => {
    const [source, ...others] = dashboard.templating.list;
    expect(source).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
    expect(others.map(({ name }) => name)).toEqual(['job', 'instance', 'store', 'driver']);
    for (const { datasource } of others) expect(datasource).toEqual(own);
    for (const { expr } of queries) {
      for (const [, metric = '', selector = ''] of expr.matchAll(/(\w+)\{([^}]*)\}/g)) {
        const wanted = metric.startsWith('kv_store_') ? others : others.slice(0, 2);
        for (const { name } of wanted) expect(selector).toContain(`${name}=~"$${name}"`);
      }
      // None without.
      expect(expr).not.toMatch(/(kv_store|nodejs|process)_\w+(?![\w{])/);
    }
  });

  it('shows all that is measured, and nothing that is not', () => {
    const named = new Set(
      queries.flatMap(({ expr }) =>
        [...expr.matchAll(/kv_store_\w+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, '')),
      ),
    );
    expect([...named].sort()).toEqual(Object.values(metrics).sort());
  });
});

describe('the guide', () => {
  it('says what each metric tells', () => {
    const guide = readFileSync(join(root, 'docs/guides/observability.md'), 'utf8');
    const [, table = ''] = /^## Metrics$(.*?)^## /ms.exec(guide) ?? [];
    const rows = [...table.matchAll(/^\| `(kv_store_\w+)`/gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual(Object.values(metrics).sort());
  });
});
