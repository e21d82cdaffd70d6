// What the figures depend on.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg } from 'node:os';

const require = createRequire(import.meta.url);

/** How busy the machine is, or was in the minute before. */
export const loadAverage = () => loadavg()[0].toFixed(1);

export function environment(packages, loadBefore) {
  const date = new Date().toISOString().slice(0, 10);
  const versions = packages.map((name) => `${name} ${versionOf(name)}`).join(', ');
  return `${date}, Node ${process.versions.node}, ${versions}; ${cpus()[0].model}, ${availableParallelism()} cores, load average ${loadBefore} before and ${loadAverage()} at the end.`;
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
