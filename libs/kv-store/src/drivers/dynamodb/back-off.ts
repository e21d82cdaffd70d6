import { setTimeout as pause } from 'node:timers/promises';

/** Full jitter between 0 and this, doubled for each request in a row that achieved nothing. Milliseconds. */
const first = 25;
const longest = 1_000;

/** Waits before a request is sent again, after `fruitless` ones more than the first. Rejects once `signal` aborts. */
export function backOff(fruitless: number, signal: AbortSignal | undefined): Promise<void> {
  return pause(Math.random() * Math.min(longest, first * 2 ** fruitless), undefined, signal && { signal });
}
