// npm run release -- <patch|minor|major|x.y.z> [--dry-run] [--publish]
import { parseArgs } from 'node:util';

import { refuse, Refusal } from './release/refusal.mjs';
import { release } from './release/release.mjs';

const usage =
  'npm run release -- <patch|minor|major|x.y.z> [--dry-run] [--publish]: ' +
  '--dry-run changes nothing, --publish also publishes to the registry.';

try {
  await release({ root: process.cwd(), ...settings() });
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(`Not released: ${error.message}`);
  process.exitCode = 1;
}

function settings() {
  try {
    const options = { 'dry-run': { type: 'boolean' }, publish: { type: 'boolean' } };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (positionals.length !== 1) throw new Error('Name one version.');
    return { wanted: positionals[0], dryRun: values['dry-run'] ?? false, publish: values.publish ?? false };
  } catch (error) {
    return refuse(`${error.message} ${usage}`);
  }
}
