import { spawnSync } from 'node:child_process';

/** Installs the first of these packages that there is, where this is a Debian and we may. */
export function installPackage(names: readonly string[]): boolean {
  if (process.getuid?.() !== 0 || !apt('--version')) return false;
  console.error(`Installing ${names.join(' or ')} for the tests …`);
  apt('update');
  return names.some((name) => apt('install', '-y', '--no-install-recommends', name));
}

/** Milliseconds: a mirror that does not answer must not hold up the tests for good. */
const timeout = 300_000;

// The package of a server would start it at once, as a service of this machine: not under systemd that is said to be
// off, nor, where there is none, on a machine that is said to be in single-user mode.
const noService = { SYSTEMD_OFFLINE: '1', RUNLEVEL: '1' };

function apt(...args: string[]): boolean {
  const env = { ...process.env, ...noService, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync('apt-get', ['-q', ...args], { env, stdio: 'ignore', timeout });
  return status === 0;
}
