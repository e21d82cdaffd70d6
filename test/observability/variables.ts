import type { PrometheusApi } from '../support/servers/prometheus-api.js';
import { dashboard } from './dashboard.js';

/** What a query becomes when Grafana sends it. */
export type FillIn = (expression: string) => string;

/**
 * Asks Prometheus for the values of each variable, as Grafana does when the dashboard is opened, and chooses all of
 * them. Those of a variable may depend on the choice before.
 *
 * @param rateInterval What `$__rate_interval` is: four times as long as between two scrapes, or longer.
 */
export async function fillVariables(api: PrometheusApi, rateInterval: string): Promise<FillIn> {
  const filled = new Map([['__rate_interval', rateInterval]]);
  const fillIn: FillIn = (expression) =>
    expression.replace(/\$(\w+)/g, (whole, name: string) => filled.get(name) ?? whole);
  for (const { name, type, query } of dashboard.templating.list) {
    if (type !== 'query') continue;
    const asked = typeof query === 'string' ? query : query.query;
    const [, selector = '', label = ''] = /^label_values\((.+), (\w+)\)$/s.exec(asked) ?? [];
    const values = await api.labelValues(label, fillIn(selector));
    if (values.length === 0) throw new Error(`There is nothing to choose for ${name}: ${fillIn(asked)}`);
    filled.set(name, asRegex(values));
  }
  return fillIn;
}

/** As Grafana writes values of a variable with several: `(a|b)`, in a string of PromQL. */
function asRegex(values: readonly string[]): string {
  const escaped = values.map((value) => value.replace(/[\\^$*+?.()|[\]{}]/g, '\\\\$&'));
  return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.join('|')})`;
}
