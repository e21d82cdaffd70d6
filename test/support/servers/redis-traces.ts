import { existsSync } from 'node:fs';
import { readlink } from 'node:fs/promises';

import { answers, type RedisServer } from './redis-process.js';

/** What there is of a server while it runs, and must not be afterwards. */
export interface Traces {
  readonly pid: number;
  readonly port: number;
  readonly folder: string;
}

export async function tracesOf(server: RedisServer): Promise<Traces> {
  const pid = Number(/process_id:(\d+)/.exec(await server.cli('INFO', 'server'))?.[1]);
  return { pid, port: server.port, folder: await readlink(`/proc/${pid}/cwd`) };
}

export async function isRunning({ pid, port }: Traces): Promise<boolean> {
  return existsSync(`/proc/${pid}`) || (await answers(port));
}
