import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

import { unpackPackage } from './debian.js';

/** The `nats-server` that this machine has. TEST_NATS_PROGRAM names one by its path. */
export function natsProgram(): string | undefined {
  const { TEST_NATS_PROGRAM: program = 'nats-server' } = process.env;
  return versionOf(program) === undefined ? undefined : program;
}

/** Where one is unpacked that is newer than this Debian's. */
const folder = join(resolve(__dirname, '../../..'), 'node_modules/.cache/test-servers/nats');

/** One that expires messages by themselves, as 2.11 and later do. TEST_NEW_NATS_PROGRAM names one by its path. */
export function newNatsProgram(): string | undefined {
  const { TEST_NEW_NATS_PROGRAM: own } = process.env;
  const programs = own === undefined ? [natsProgram() ?? '', join(folder, 'usr/sbin/nats-server')] : [own];
  return programs.find(isNew);
}

/** Debian's next release has it, and it needs no other package. */
export function unpackNewNats(): boolean {
  return unpackPackage('nats-server', 'unstable', folder);
}

function isNew(program: string): boolean {
  const [major = 0, minor = 0] = versionOf(program)?.split('.').map(Number) ?? [];
  return major > 2 || (major === 2 && minor >= 11);
}

/** As `2.9.10`; undefined where there is no such program. */
export function versionOf(program: string): string | undefined {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return /v(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
}
