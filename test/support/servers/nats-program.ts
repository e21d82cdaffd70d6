import { spawnSync } from 'node:child_process';

/** The `nats-server` that this machine has. TEST_NATS_PROGRAM names one by its path. */
export function natsProgram(): string | undefined {
  const { TEST_NATS_PROGRAM: program = 'nats-server' } = process.env;
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0 ? program : undefined;
}
