import { spawnSync } from 'node:child_process';

import { endpointOf, type ProgramKind } from './server.js';

const programs = ['prometheus', 'promtool'] as const;
export type PrometheusProgram = (typeof programs)[number];

/** As docker-compose.yml has it. */
const image = 'prom/prometheus:v3.5.0';

export const prometheus: ProgramKind = {
  name: 'Prometheus',
  variable: 'TEST_PROMETHEUS',
  packages: ['prometheus'],
  isInstalled: () =>
    programs.every((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0),
};

/** How to run one of its programs on the files of a folder, on this machine's network. */
export function prometheusCommand(program: PrometheusProgram, args: readonly string[], folder: string) {
  if (process.env[endpointOf(prometheus)] !== 'docker') return { command: program, args };
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  const where = ['--network', 'host', '--volume', `${folder}:${folder}`, '--user', user];
  const run = ['run', '--rm', '--init', ...where, '--entrypoint', program, image];
  return { command: 'docker', args: [...run, ...args] };
}

/** Runs promtool to its end. */
export function promtool(folder: string, ...args: string[]): { status: number | null; output: string } {
  const { command, args: all } = prometheusCommand('promtool', args, folder);
  const { status, stdout, stderr } = spawnSync(command, all, { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}
