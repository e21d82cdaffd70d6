import { spawnSync } from 'node:child_process';

import { refuse } from './refusal.mjs';

/** What a command prints. */
export function output(cwd, command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status === 0) return stdout.trim();
  return refuse(`\`${[command, ...args].join(' ')}\` failed: ${error?.message ?? (stderr || stdout).trim()}`);
}

/** Runs a command that prints for itself. */
export function run(cwd, command, ...args) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) refuse(`\`${[command, ...args].join(' ')}\` failed. Mend that first.`);
}
