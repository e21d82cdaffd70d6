import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';

import { askToStop, isWindows, spawnKept, stopByForce } from './keeper.js';

/** Milliseconds that stopping may take before it is done by force: longer than the keeper's own patience. */
const patience = 10_000;
/** Characters of the program's stderr that are kept: its first words say what went wrong. */
const kept = 8_000;

/** A program that this process has started and that does not outlive it. */
export interface Guarded {
  /** A process that lives as long as the program does. */
  readonly pid: number | undefined;
  /** How it ended, as in `ended with exit code 1`, once it has. */
  readonly end: string | undefined;
  readonly stderr: string;
  /** Resolves when it has ended. Twice is harmless. */
  stop(): Promise<void>;
}

/** The program does not keep this process alive either: one that forgot to stop it still ends. */
export function spawnGuarded(command: string, args: readonly string[]): Guarded {
  const child = spawnKept(command, args);
  let end: string | undefined;
  let stderr = '';

  const withUs = () => {
    askToStop(child);
  };
  if (isWindows) process.once('exit', withUs);
  const ended = new Promise<void>((resolve) => {
    const finish = (how: string) => {
      end ??= how;
      process.removeListener('exit', withUs);
      resolve();
    };
    child.once('error', (error) => {
      finish(`could not be run (${error.message})`);
    });
    child.once('exit', (_code, signal) => {
      // Someone killed the keeper: the program must not be left behind.
      if (signal !== null) stopByForce(child);
    });
    child.once('close', (code, signal) => {
      finish(signal === null ? `ended with exit code ${String(code)}` : `was ended by ${signal}`);
    });
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(0, kept);
  });
  for (const handle of handles(child)) handle.unref();

  return {
    pid: child.pid,
    get end() {
      return end;
    },
    get stderr() {
      return stderr;
    },
    async stop() {
      if (end !== undefined) return;
      for (const handle of handles(child)) handle.ref();
      askToStop(child);
      const timer = setTimeout(() => {
        stopByForce(child);
      }, patience);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** What would keep this process alive. The streams of a child process are sockets, which their types do not tell. */
function handles(child: ChildProcess): { ref(): void; unref(): void }[] {
  return [child, child.stdin as Socket | null, child.stderr as Socket | null].filter((one) => one !== null);
}
