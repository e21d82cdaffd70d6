import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Runs each program `rounds` times, in turn, each time in a fresh process, after one time that fills the disk's cache.
 * `programs` are lists of arguments of node, by name; what comes of it are the samples of each.
 */
export function inTurn(programs, rounds) {
  const samples = new Map(Object.keys(programs).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    process.stderr.write(`${round} of ${rounds}\n`);
    for (const [name, args] of Object.entries(programs)) {
      const output = execFileSync(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
      if (round > 0) samples.get(name).push(JSON.parse(output));
    }
  }
  return samples;
}

export const program = (name) => fileURLToPath(new URL(`${name}.mjs`, import.meta.url));

const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
