import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Of 4 KB each, ten times as much as the process may have. */
const count = 100_000;
const heapMegabytes = 40;

it('lists need the memory of a page, however many entries there are', async () => {
  const child = fork(
    join(__dirname, '../support/start-typescript.cjs'),
    [join(__dirname, 'walk.ts'), `${count}`],
    {
      execArgv: [`--max-old-space-size=${heapMegabytes}`],
    },
  );
  const exited = once(child, 'exit').then(([code]) => ({ exited: code as unknown }));
  const [seen] = (await Promise.race([once(child, 'message'), exited.then((exit) => [exit])])) as [unknown];
  child.disconnect();
  await exited;
  expect(seen).toEqual({ bytes: count * 4_096, keys: count, cleared: count });
}, 60_000);
