import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { readEnvironment } from '../../apps/demo/src/config/environment.js';
import { root } from './dashboard.js';

// What can be said of docker-compose.yml without Docker: that it is of one piece with the files that it names.

interface Service {
  readonly image?: string;
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: object;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}
interface Scraping {
  readonly global: { readonly scrape_interval: string };
  readonly rule_files: readonly string[];
  readonly scrape_configs: readonly { readonly static_configs: readonly { readonly targets: string[] }[] }[];
}
interface Providers {
  readonly providers: readonly { readonly options: { readonly path: string } }[];
}

const read = (path: string): unknown => parse(readFileSync(join(root, path), 'utf8'));
const { services, volumes } = read('docker-compose.yml') as Compose;
const provisioning = 'deploy/grafana/provisioning';

/** Where in the container a service has what lies there in the repository. */
const mounted = (service: string) =>
  new Map(
    (services[service]?.volumes ?? []).map((volume) => volume.split(':').slice(0, 2) as [string, string]),
  );

describe('docker-compose.yml', () => {
  it('mounts what is there', () => {
    const named = Object.keys(services).flatMap((service) => [...mounted(service).keys()]);
    expect(named.length).toBeGreaterThanOrEqual(4);
    const files = named.filter((name) => name.startsWith('./'));
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(named.filter((name) => !name.startsWith('./') && !(name in volumes))).toEqual([]);
  });

  it('starts neither Prometheus nor Grafana unless asked to, and shows them to this machine alone', () => {
    for (const service of ['prometheus', 'grafana']) {
      expect(services[service]?.profiles).toEqual(['monitoring']);
      for (const port of services[service]?.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    }
  });

  it('depends on services that it has', () => {
    const wanted = Object.values(services).flatMap(({ depends_on: on = [] }) =>
      Array.isArray(on) ? (on as string[]) : Object.keys(on),
    );
    expect(wanted.filter((service) => !(service in services))).toEqual([]);
  });

  it('lets what the demo reads be set, and as it is read', () => {
    const environment = services['demo']?.environment ?? {};
    const known = readEnvironment({});
    for (const name of ['KV_DRIVER', 'KV_CACHE', 'KV_BREAKER', 'METRICS', 'RATE_LIMIT']) {
      expect(known).toHaveProperty(name);
      expect(environment[name]).toMatch(new RegExp(`^\\$\\{${name}:-\\w*\\}$`));
    }
  });

  it('has Prometheus scrape the demo, by rules that are mounted', () => {
    const { rule_files: files, scrape_configs: jobs } = read('deploy/prometheus/prometheus.yml') as Scraping;
    expect(mounted('prometheus').get('./deploy/prometheus')).toBe('/etc/prometheus');
    for (const file of files) expect(existsSync(join(root, 'deploy/prometheus', file))).toBe(true);
    const targets = jobs.flatMap((job) => job.static_configs.flatMap((config) => config.targets));
    const [host = '', port] = targets.join().split(':');
    expect(services[host]?.ports).toEqual([`${String(port)}:${String(port)}`]);
  });

  it('has Grafana ask that Prometheus, and find the dashboard', () => {
    const grafana = mounted('grafana');
    expect(grafana.get(`./${provisioning}`)).toBe('/etc/grafana/provisioning');
    const { datasources } = read(`${provisioning}/datasources/prometheus.yml`) as { datasources: unknown };
    const { global } = read('deploy/prometheus/prometheus.yml') as Scraping;
    expect(datasources).toMatchObject([
      {
        type: 'prometheus',
        url: `http://prometheus:${String(services['prometheus']?.ports?.[0]?.split(':').at(-1))}`,
        jsonData: { timeInterval: global.scrape_interval },
      },
    ]);
    const { providers } = read(`${provisioning}/dashboards/nestjs-kv-store.yml`) as Providers;
    const folder = String(grafana.get('./deploy/grafana/dashboards'));
    expect(providers.map(({ options }) => options.path)).toEqual([folder]);
    const home = services['grafana']?.environment?.['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'] ?? '';
    expect(statSync(join(root, 'deploy/grafana/dashboards', home.slice(folder.length))).isFile()).toBe(true);
  });
});
