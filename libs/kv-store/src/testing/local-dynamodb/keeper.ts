import { type ChildProcess, spawn } from 'node:child_process';

export const isWindows = process.platform === 'win32';

/**
 * Keeps a program only as long as this process lives, however that ends: the shell waits on a pipe that only this
 * process holds open. Once it closes the shell stops the program, kindly at first, by force after five seconds. It
 * ends as the program ended. Descriptor 3, because a shell gives its background jobs no standard input.
 */
const keeper = `
exec 3<&0
"$@" </dev/null 3<&- &
program=$!
{
  read -r line <&3
  kill "$program"
  seconds=0
  while kill -0 "$program" && [ "$seconds" -lt 5 ]; do sleep 1; seconds=$((seconds + 1)); done
  kill -9 "$program"
} >/dev/null 2>&1 &
watch=$!
exec 3<&-
wait "$program"
code=$?
kill "$watch" 2>/dev/null
exit "$code"
`;

/**
 * Starts a program behind the keeper, in a process group of its own, which a Ctrl-C in the terminal does not reach.
 * Windows has no such shell: there the program is on its own, and outlives a process that is ended by force.
 */
export function spawnKept(command: string, args: readonly string[]): ChildProcess {
  if (isWindows) return spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true });
  return spawn('/bin/sh', ['-c', keeper, 'sh', command, ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
}

export function askToStop(child: ChildProcess): void {
  if (isWindows) child.kill();
  else child.stdin?.destroy();
}

export function stopByForce(child: ChildProcess): void {
  if (isWindows) {
    child.kill('SIGKILL');
    return;
  }
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of its group is left.
  }
}
