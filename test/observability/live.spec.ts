import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

import { PutItemCommand } from '@aws-sdk/client-dynamodb';

import { DemoProcess, freePort } from '../e2e/demo-process.js';
import { describeWith, endpointTo } from '../support/describe-with.js';
import { type DroppingProxy, startDroppingProxy } from '../support/dropping-proxy.js';
import { describeWithDynamoDb, rawClient } from '../support/dynamodb.js';
import { type Series } from '../support/servers/prometheus-api.js';
import { type PrometheusServer, startPrometheus } from '../support/servers/prometheus-process.js';
import { prometheus as kind } from '../support/servers/prometheus-program.js';
import { until } from '../support/until.js';
import { hastyRules, rules } from './alerts.js';
import { dashboard, queries } from './dashboard.js';
import { Load } from './load.js';
import { away, unwell } from './troubles.js';
import { type FillIn, fillVariables } from './variables.js';

// The dashboard and the alerts on what a real Prometheus has of the built demo: well, unwell, and cut off.

/** Seconds that rates look back: six scrapes. */
const back = 3;
/** Milliseconds until something shows. */
const patience = 30_000;

const fromBadValues = ['KvStoreCorrupt', 'KvStoreErrors'];
const fromUnwell = [
  ...['KvStoreSlow', 'KvStoreThrottled', 'KvStoreShortOfCapacity'],
  ...['KvStoreFull', 'KvStorePermissionDenied'],
];
const fromAway = ['KvStoreDown', 'KvStoreBreakerOpen'];
/** The demo answers nobody once it closes its store. */
const notHere = ['KvStoreClosed'];

jest.setTimeout(120_000);

describeWithDynamoDb('on DynamoDB,', () => {
  describeWith(kind, 'a Prometheus that scrapes the demo', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'kv-observed-'));
    const table = `test-${randomUUID()}`;
    let proxy: DroppingProxy;
    let demo: DemoProcess;
    let load: Load;
    let prometheus: PrometheusServer;
    const fired = new Set<string>();

    /** Until each has fired. */
    const untilFire = async (alerts: readonly string[]) => {
      const missing = () => alerts.filter((alert) => !fired.has(alert));
      const look = async () => {
        for (const { state, labels } of await prometheus.api.alerts())
          if (state === 'firing') fired.add(String(labels['alertname']));
        return missing().length === 0;
      };
      await until(look, patience).catch(() => undefined);
      expect(missing()).toEqual([]);
    };
    const untilThereIs = (expression: string) =>
      until(async () => (await prometheus.api.range(expression, 0)).length > 0, patience);

    beforeAll(async () => {
      proxy = await startDroppingProxy(endpointTo({ variable: 'TEST_DYNAMODB' }));
      const port = String(await freePort());
      demo = new DemoProcess(cwd, {
        PORT: port,
        KV_TABLE: table,
        KV_CACHE: '1000',
        KV_BREAKER: 'true',
        DYNAMODB_ENDPOINT: proxy.endpoint,
        RATE_LIMIT: '0',
      });
      // Meanwhile, for it looks for its targets after five seconds.
      prometheus = await startPrometheus(`127.0.0.1:${port}`, hastyRules(back));
      await demo.isReady();
      load = new Load(`http://127.0.0.1:${port}`);
      await load.begin();
    });
    afterAll(async () => {
      await load.stop();
      await prometheus.stop();
      await demo.stop('SIGTERM');
      await demo.clear();
      await proxy.close();
      rmSync(cwd, { recursive: true });
    });

    it('hears no alert while all is well', async () => {
      // What rates look back to, and a look or two at the rules.
      await untilThereIs(`count_over_time(kv_store_breaker_state[1m]) > ${2 * back + 3}`);
      const { groups } = await prometheus.api.ask<Rules>('rules');
      expect(groups.flatMap((group) => group.rules.map(({ name, health }) => [name, health]))).toEqual(
        rules.map(({ alert }) => [alert, 'ok']),
      );
      expect(await prometheus.api.range('ALERTS', 60)).toEqual([]);
    });

    it('hears each alert that there is reason for, and its words are filled in', async () => {
      const raw = rawClient();
      const Item = { pk: { S: 'users:broken' }, value: { S: 'no JSON' } };
      await raw.send(new PutItemCommand({ TableName: table, Item }));
      raw.destroy();
      await untilFire(fromBadValues);
      expect([...fired].sort()).toEqual(fromBadValues);
      proxy.decide = unwell();
      await untilFire(fromUnwell);
      await untilThereIs(`increase(kv_store_retried_leftovers_total[${back}s]) > 0`);
      expect(fired).not.toContain('KvStoreBreakerOpen');
      for (const { labels, annotations } of await prometheus.api.alerts()) {
        expect(labels).toMatchObject({ job: 'demo', store: 'default', driver: 'dynamodb' });
        expect(Object.values(annotations).join()).not.toMatch(/<no value>|%!|NaN|\{\{/);
      }
      proxy.decide = away;
      await untilFire(fromAway);
      expect([...fired, ...notHere].sort()).toEqual(rules.map(({ alert }) => alert).sort());
    });

    it('knows of calls on a closed store what it knows of others', async () => {
      const { expr = '' } = rules.find(({ alert }) => alert === notHere[0]) ?? {};
      expect(await prometheus.api.range(expr.replace('CLOSED', 'UNAVAILABLE'), 5)).not.toEqual([]);
    });

    describe('has data for', () => {
      let fillIn: FillIn;
      beforeAll(async () => {
        fillIn = await fillVariables(prometheus.api, `${back}s`);
      });
      const ask = async (expression: string) => numbers(await prometheus.api.range(fillIn(expression), 60));

      it.each(queries)('$title', async ({ expr, unit }) => {
        const values = await ask(expr);
        expect(values.length).toBeGreaterThan(0);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...values)).toBeLessThanOrEqual(most[unit] ?? 1e6);
        expect(values.some((value) => value > 0)).toBe(true);
      });

      it('shares that are neither none nor all', async () => {
        const shares = queries.filter(({ unit, expr }) => unit === 'percentunit' && expr.includes(') / '));
        expect(shares).toHaveLength(5);
        for (const { expr } of shares)
          expect((await ask(expr)).some((value) => value > 0 && value < 1)).toBe(true);
      });

      it('what stands over the graphs where alerts fire', async () => {
        const [marks = '', ...others] = dashboard.annotations.list.flatMap(({ expr }) => expr ?? []);
        expect(others).toEqual([]);
        expect(await ask(marks)).not.toEqual([]);
      });
    });
  });
});

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly name: string; readonly health: string }[];
  }[];
}

/** Of each unit. A call waits for 5 s at most, and some more where the machine is busy. */
const most: Readonly<Record<string, number>> = { percentunit: availableParallelism(), s: 10 };

/** What there is beside NaN, which is what 0 / 0 comes to: where nothing happened there is no share of it. */
function numbers(series: readonly Series[]): number[] {
  return series.flatMap(({ values }) => values.map(([, value]) => Number(value))).filter(Number.isFinite);
}
