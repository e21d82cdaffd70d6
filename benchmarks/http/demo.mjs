// The built demo in a process of its own, as a user starts it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../apps/demo/dist/main.js', import.meta.url));

/** Starts the demo, with `env` and what `execArgv` asks of Node. Resolves when it listens. */
export async function startDemo(env, execArgv = []) {
  const child = spawn(process.execPath, [...execArgv, main], {
    env: { ...process.env, PORT: '0', NODE_ENV: 'production', NO_COLOR: '1', RATE_LIMIT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const endWithUs = () => child.kill();
  process.once('exit', endWithUs);
  const url = await urlOf(child);
  return {
    url,
    /** Microseconds of CPU that the process has taken so far, as it says itself. */
    async cpu() {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      return Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)[1]) * 1_000_000;
    },
    async stop() {
      process.off('exit', endWithUs);
      child.kill();
      await ended;
    },
  };
}

/** What it announces once it listens. Its further lines are read as well, for a full pipe would hold it up. */
async function urlOf(child) {
  const lines = createInterface(child.stdout);
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const [, url] = /App +(http:\S+)\/kv\//.exec(line) ?? [];
      if (url) resolve(url);
    });
    child.on('exit', () => reject(new Error('The demo ended before it listened.')));
  });
}
