import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import {
  askToStop,
  spawnKept,
  stopByForce,
} from '../../../libs/kv-store/src/testing/local-dynamodb/keeper.js';

/** Milliseconds from a server's start to its first answer. */
const readyTimeout = 30_000;

/** How to run a server on a port of its own. */
export interface ServerProgram {
  /** As people call it. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Whether it answers. */
  isReady(): Promise<boolean>;
}

/** A server that tests do harm to. It does not outlive this process, however that ends. */
export interface ServerProcess {
  /** Ends it at once, as `kill -9` does. */
  kill(): Promise<void>;
  /** Lets it neither run nor end, as `kill -STOP` does: its connections stay open, and nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Starts it again, on the same port, once it has ended. Resolves when it answers. */
  restart(): Promise<void>;
  /** Twice is harmless. */
  stop(): Promise<void>;
}

/** One that this process runs itself. */
export interface OwnServerProcess extends ServerProcess {
  /** Of the process. Undefined once it has ended. */
  pid(): number | undefined;
  /** Whether it has neither ended nor been frozen. Asks nobody: an answer may be late where all else is slow. */
  isRunning(): boolean;
}

/** Resolves when the server answers. */
export async function startServer(program: ServerProgram): Promise<OwnServerProcess> {
  let run = new Run(program);
  await run.ready();
  return {
    pid: () => run.pid,
    isRunning: () => run.isRunning,
    async kill() {
      run.signal('SIGKILL');
      await run.ended;
    },
    freeze() {
      run.freeze();
    },
    thaw() {
      run.thaw();
    },
    async restart() {
      await run.ended;
      run = new Run(program);
      await run.ready();
    },
    stop: () => run.stop(),
  };
}

/** One process from its start to its end. */
class Run {
  readonly #program: ServerProgram;
  readonly #keeper;
  readonly ended: Promise<void>;
  #hasEnded = false;
  #isFrozen = false;
  #stderr = '';

  constructor(program: ServerProgram) {
    this.#program = program;
    this.#keeper = spawnKept(program.command, program.args);
    this.#keeper.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(0, 2_000);
    });
    this.ended = new Promise((resolve) => {
      const end = () => {
        this.#hasEnded = true;
        resolve();
      };
      this.#keeper.once('error', end).once('close', end);
    });
  }

  get isRunning(): boolean {
    return !this.#hasEnded && !this.#isFrozen;
  }

  /** Of the program alone: its keeper must be able to end it. */
  get pid(): number | undefined {
    if (this.#hasEnded) return undefined;
    return childrenOf(this.#keeper.pid ?? 0).find((pid) => !['', 'sh'].includes(nameOf(pid)));
  }

  freeze(): void {
    this.signal('SIGSTOP');
    this.#isFrozen = true;
    const { pid } = this;
    // The signal is not there at once: on a busy machine threads still run for a while, and answer.
    while (pid !== undefined && isAwake(pid)) sleepSync(1);
  }

  thaw(): void {
    this.signal('SIGCONT');
    this.#isFrozen = false;
  }

  async ready(): Promise<void> {
    const deadline = Date.now() + readyTimeout;
    while (!(await this.#program.isReady())) {
      if (this.#hasEnded || Date.now() > deadline) {
        await this.stop();
        throw new Error(`${this.#program.name} gave no answer after its start. ${this.#stderr}`);
      }
      await delay(20);
    }
  }

  signal(signal: NodeJS.Signals): void {
    const { pid } = this;
    if (pid !== undefined) process.kill(pid, signal);
  }

  async stop(): Promise<void> {
    if (this.#hasEnded) return;
    this.thaw();
    askToStop(this.#keeper);
    const timer = setTimeout(() => {
      stopByForce(this.#keeper);
    }, 10_000);
    await this.ended;
    clearTimeout(timer);
  }
}

// As Linux tells, which is where harm is done: on other systems these tests do not run.

function childrenOf(pid: number): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

/** Whether a thread of it neither is stopped nor has ended. */
function isAwake(pid: number): boolean {
  return orElse([], () => readdirSync(`/proc/${pid}/task`)).some((id) =>
    /\) [^TtZX] /.test(read(`/proc/${pid}/task/${id}/stat`)),
  );
}

function sleepSync(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function nameOf(pid: number): string {
  return read(`/proc/${pid}/comm`).trim();
}

function read(path: string): string {
  return orElse('', () => readFileSync(path, 'utf8'));
}

/** The process may have ended meanwhile. */
function orElse<T>(none: T, get: () => T): T {
  try {
    return get();
  } catch {
    return none;
  }
}
