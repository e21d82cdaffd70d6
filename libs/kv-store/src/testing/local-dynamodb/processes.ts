import { readFileSync } from 'node:fs';

/** Epoch milliseconds at which this process started, give or take a few. */
export function processStart(): number {
  return Math.round(Date.now() - process.uptime() * 1_000);
}

export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It may belong to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

/** One that has ended, but that nobody has taken note of: in containers without an init they stay for good. */
function isZombie(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    // Not Linux, or gone.
    return false;
  }
}
