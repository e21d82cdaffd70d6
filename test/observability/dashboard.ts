import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(__dirname, '../..');

export interface DataSource {
  readonly type: string;
  readonly uid: string;
}
export interface Target {
  readonly refId: string;
  readonly datasource: DataSource;
  readonly expr: string;
}
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly description?: string;
  readonly datasource?: DataSource;
  readonly targets?: readonly Target[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
}
export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly datasource?: DataSource;
  readonly definition?: string;
  readonly query: string | { readonly query: string };
}
export interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: { readonly list: readonly { readonly expr?: string }[] };
}

export const dashboard = JSON.parse(
  readFileSync(join(root, 'deploy/grafana/dashboards/nestjs-kv-store.json'), 'utf8'),
) as Dashboard;

/** Those that show something; rows only group them. */
export const shown = dashboard.panels.filter(({ type }) => type !== 'row');

/** Each query of a panel, with what it is about. */
export const queries = shown.flatMap((panel) =>
  (panel.targets ?? []).map(({ refId, expr }) => ({
    title: `${panel.title}, ${refId}`,
    unit: panel.fieldConfig?.defaults.unit ?? '',
    expr,
  })),
);
