// What the figures depend on.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg } from 'node:os';

const require = createRequire(import.meta.url);

/** How busy the machine was in the last minute. */
export const loadAverage = () => Number(loadavg()[0].toFixed(1));

/** `loadBefore`: the load average before anything was measured. */
export function environment({ packages, server, loadBefore }) {
  const names = ['nestjs-kv-store', ...packages];
  return {
    node: process.versions.node,
    server,
    packages: Object.fromEntries(names.map((name) => [name, versionOf(name)])),
    machine: cpus()[0].model,
    cores: availableParallelism(),
    loadAverage: { before: loadBefore, after: loadAverage() },
  };
}

/** In a sentence. */
export function described({ node, server, packages, machine, cores, loadAverage }) {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return (
    `Node ${node}; ${server}; ${versions.join(', ')}; ${machine}, ${cores} cores, load average ` +
    `${loadAverage.before} before and ${loadAverage.after} at the end.`
  );
}

/** From the package's folder, for not every package lets its package.json be imported. */
export function versionOf(name) {
  const folders = require.resolve.paths(name).map((path) => `${path}/${name}/package.json`);
  for (const file of folders) {
    try {
      return JSON.parse(readFileSync(file, 'utf8')).version;
    } catch {
      // Not in this folder.
    }
  }
  throw new Error(`${name} is not installed.`);
}
