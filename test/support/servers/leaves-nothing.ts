import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { until } from '../until.js';
import type { LocalServer } from './local-server.js';
import { isRunning, type Traces, tracesOf } from './traces.js';

/** Stops them, and expects nothing of them to be left. */
export async function expectToLeaveNothing(
  servers: readonly LocalServer[],
  stop: () => Promise<void>,
): Promise<void> {
  const traces = servers.map(tracesOf);
  expect(traces.filter(({ folder }) => existsSync(folder))).toEqual(traces);
  await stop();
  expect(await Promise.all(traces.map(isRunning))).toEqual(traces.map(() => false));
  expect(traces.filter(({ folder }) => existsSync(folder))).toEqual([]);
}

/** Kills the program, which starts so many servers and stays, and expects them to end. */
export async function expectToEndWithItsParent(file: string, count: number): Promise<void> {
  const program = [join(__dirname, '../start-typescript.cjs'), join(__dirname, file)];
  const parent = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
  let traces: Traces[] = [];
  for await (const line of createInterface(parent.stdout)) {
    traces = JSON.parse(line) as Traces[];
    break;
  }
  expect(traces).toHaveLength(count);
  expect(traces.filter(({ pid }) => !existsSync(`/proc/${pid}`))).toEqual([]);
  parent.kill('SIGKILL');
  await until(async () => !(await Promise.all(traces.map(isRunning))).includes(true));
  // Nobody is left to do it.
  await Promise.all(traces.map(({ folder }) => rm(folder, { recursive: true })));
}
