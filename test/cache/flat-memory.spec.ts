import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Of 1 KB each, five times as much as the process may have. */
const count = 200_000;
const heapMegabytes = 40;

it('a near cache needs the memory of its most entries, however many are asked for', async () => {
  const child = fork(
    join(__dirname, '../support/start-typescript.cjs'),
    [join(__dirname, 'ask.ts'), `${count}`],
    {
      execArgv: [`--max-old-space-size=${heapMegabytes}`],
    },
  );
  const exited = once(child, 'exit').then(([code]) => ({ exited: code as unknown }));
  const [seen] = (await Promise.race([once(child, 'message'), exited.then((exit) => [exit])])) as [unknown];
  if (child.connected) child.disconnect();
  await exited;
  expect(seen).toEqual({ bytes: count * 0.9 * 1_024 });
}, 60_000);
