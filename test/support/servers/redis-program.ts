import { spawnSync } from 'node:child_process';

/**
 * The program of Redis or Valkey that this machine has. TEST_REDIS_PROGRAM names one by what stands before `-server`
 * and `-cli`, as in `/opt/redis-8/bin/redis`.
 */
export function redisProgram(part: 'server' | 'cli'): string | undefined {
  const { TEST_REDIS_PROGRAM: own } = process.env;
  return (own === undefined ? ['redis', 'valkey'] : [own])
    .map((name) => `${name}-${part}`)
    .find((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0);
}

export function hasRedis(): boolean {
  return redisProgram('server') !== undefined && redisProgram('cli') !== undefined;
}

/** Debian's are built with TLS; what `make` builds without being told to is not. */
export function hasTls(): boolean {
  const cli = redisProgram('cli');
  if (cli === undefined) return false;
  // Where help is printed differs between versions.
  const { stdout, stderr } = spawnSync(cli, ['--help'], { encoding: 'utf8' });
  return (stdout + stderr).includes('--tls');
}
