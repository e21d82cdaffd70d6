import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Installs the first of these packages that there is, where this is a Debian and we may. */
export function installPackage(names: readonly string[]): boolean {
  if (process.getuid?.() !== 0 || !apt(['--version'])) return false;
  console.error(`Installing ${names.join(' or ')} for the tests …`);
  apt(['update']);
  return names.some((name) => apt(['install', '-y', '--no-install-recommends', name]));
}

/**
 * Lays the files of a package of another release than this machine's into a folder, without installing it: for programs
 * that need nothing else. Takes no root.
 */
export function unpackPackage(name: string, release: string, folder: string): boolean {
  const site = siteOf();
  if (site === undefined) return false;
  console.error(`Unpacking ${name} of Debian ${release} for the tests …`);
  const work = mkdtempSync(join(tmpdir(), 'test-debian-'));
  try {
    for (const path of ['lists/partial', 'cache/archives/partial'])
      mkdirSync(join(work, path), { recursive: true });
    writeFileSync(join(work, 'sources.list'), `deb ${site} ${release} main\n`);
    // All of apt's own folders are here, and none of the machine's.
    const settings = [
      `Dir::Etc::SourceList=${work}/sources.list`,
      'Dir::Etc::SourceParts=-',
      `Dir::State::Lists=${work}/lists`,
      `Dir::Cache=${work}/cache`,
      'APT::Sandbox::User=',
    ].flatMap((setting) => ['-o', setting]);
    if (!apt([...settings, 'update']) || !apt([...settings, 'download', name], work)) return false;
    const file = readdirSync(work).find((entry) => entry.endsWith('.deb'));
    const unpacked = join(work, 'unpacked');
    if (file === undefined || !run('dpkg-deb', ['--extract', join(work, file), unpacked])) return false;
    mkdirSync(dirname(folder), { recursive: true });
    rmSync(folder, { recursive: true, force: true });
    return run('cp', ['--recursive', unpacked, folder]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Where this machine has its packages from; undefined where it is no Debian. */
function siteOf(): string | undefined {
  const { stdout } = spawnSync('apt-get', ['indextargets', '--format', '$(ORIGIN) $(SITE)'], {
    encoding: 'utf8',
  });
  return /^Debian (\S+)$/m.exec(stdout)?.[1];
}

/** Milliseconds: a mirror that does not answer must not hold up the tests for good. */
const timeout = 300_000;

// The package of a server would start it at once, as a service of this machine: not under systemd that is said to be
// off, nor, where there is none, on a machine that is said to be in single-user mode.
const noService = { SYSTEMD_OFFLINE: '1', RUNLEVEL: '1' };

function apt(args: readonly string[], cwd?: string): boolean {
  return run('apt-get', ['-q', ...args], cwd);
}

function run(program: string, args: readonly string[], cwd?: string): boolean {
  const env = { ...process.env, ...noService, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync(program, args, { env, cwd, stdio: 'ignore', timeout });
  return status === 0;
}
