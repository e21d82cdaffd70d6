import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What `file`, run with an argument by a process with so much heap, sends to its parent; or how that has ended. */
export async function inLittleMemory(
  file: string,
  argument: string,
  heapMegabytes: number,
): Promise<unknown> {
  const execArgv = [`--max-old-space-size=${heapMegabytes}`];
  const child = fork(join(__dirname, 'start-typescript.cjs'), [file, argument], { execArgv });
  const exited = once(child, 'exit').then(([code]) => ({ exited: code as unknown }));
  const [seen] = (await Promise.race([once(child, 'message'), exited.then((exit) => [exit])])) as [unknown];
  if (child.connected) child.disconnect();
  await exited;
  return seen;
}
