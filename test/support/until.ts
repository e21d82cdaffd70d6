import { setTimeout as delay } from 'node:timers/promises';

/** Asks every 20 ms, for at most `limit` milliseconds. */
export async function until(condition: () => boolean | Promise<boolean>, limit = 15_000): Promise<void> {
  const deadline = performance.now() + limit;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`It has not come true within ${limit} ms.`);
    await delay(20);
  }
}
