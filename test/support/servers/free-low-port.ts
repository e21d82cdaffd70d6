import { randomInt } from 'node:crypto';

import { checkPort } from '../../../libs/kv-store/src/testing/local-dynamodb/port.js';

/** Nodes of a Redis cluster talk to each other on a port that is higher by so much. */
const toBus = 10_000;
// Outgoing connections get theirs from 32,768 on: none takes the port of a server that is down for a while.
const lowest = 16_000;
const highest = 32_767 - toBus;

// In turn, so that servers started side by side are not given the same one; from anywhere, for other processes.
let next = randomInt(lowest, highest);

/** A port that nothing listens on, with room for a Redis cluster's bus. */
export async function freeLowPort(): Promise<number> {
  for (;;) {
    const port = next;
    next = port === highest ? lowest : port + 1;
    if ((await isFree(port)) && (await isFree(port + toBus))) return port;
  }
}

export function isFree(port: number): Promise<boolean> {
  return checkPort(port).then(
    () => true,
    () => false,
  );
}
