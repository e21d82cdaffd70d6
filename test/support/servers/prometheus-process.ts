import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { freeLowPort } from './free-low-port.js';
import { inFolder } from './local-server.js';
import { PrometheusApi } from './prometheus-api.js';
import { prometheusCommand } from './prometheus-program.js';
import { type OwnServerProcess, startServer } from './server-process.js';

export interface PrometheusServer extends OwnServerProcess {
  readonly api: PrometheusApi;
}

/** Between two scrapes, and between two looks at the rules. */
const often = '500ms';

/** Scrapes one target, as `127.0.0.1:3000`, as the job `demo`, by rules as they stand in a file. */
export function startPrometheus(target: string, rules: string): Promise<PrometheusServer> {
  return inFolder<PrometheusServer>('prometheus', async ({ path }) => {
    const address = `127.0.0.1:${await freeLowPort()}`;
    const api = new PrometheusApi(`http://${address}`);
    const config = {
      global: { scrape_interval: often, scrape_timeout: often, evaluation_interval: often },
      rule_files: ['rules.yml'],
      scrape_configs: [{ job_name: 'demo', static_configs: [{ targets: [target] }] }],
    };
    // JSON is YAML.
    await writeFile(join(path, 'prometheus.yml'), JSON.stringify(config));
    await writeFile(join(path, 'rules.yml'), rules);
    const args = [
      `--config.file=${path}/prometheus.yml`,
      `--storage.tsdb.path=${path}/data`,
      `--web.listen-address=${address}`,
      '--log.level=error',
    ];
    const running = await startServer({
      name: 'Prometheus',
      ...prometheusCommand('prometheus', args, path),
      isReady: () => api.isReady(),
    });
    return { ...running, api };
  });
}
