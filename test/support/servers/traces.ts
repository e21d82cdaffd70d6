import { existsSync } from 'node:fs';

import { isFree } from './free-low-port.js';
import type { LocalServer } from './local-server.js';

/** What there is of a server while it runs, and must not be afterwards. */
export interface Traces {
  readonly pid: number;
  readonly port: number;
  readonly folder: string;
}

export function tracesOf(server: LocalServer): Traces {
  const { port, folder } = server;
  const pid = server.pid();
  if (pid === undefined) throw new Error('The server has ended.');
  return { pid, port, folder };
}

export async function isRunning({ pid, port }: Traces): Promise<boolean> {
  return existsSync(`/proc/${pid}`) || !(await isFree(port));
}

/** For a program: prints, in one line, what it has started, freezes one of these, and waits to be killed. */
export function stay(servers: readonly LocalServer[], frozen: LocalServer): void {
  const traces = servers.map(tracesOf);
  frozen.freeze();
  console.log(JSON.stringify(traces));
  setInterval(() => undefined, 1_000);
}
