import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { KvStoreOptions } from 'nestjs-kv-store';

import type { Operation } from '../../../libs/kv-store/src/testing/linearizability/history.js';
import type { RunOptions } from '../../../libs/kv-store/src/testing/linearizability/run.js';
import type { Answer, Order } from './caller-process.js';

/** A process that calls a store of its own. */
export class Caller {
  readonly #child: ChildProcess;
  readonly #ended: Promise<Answer>;

  constructor() {
    this.#child = fork(
      join(__dirname, '../../support/start-typescript.cjs'),
      [join(__dirname, 'caller-process.ts')],
      {
        serialization: 'advanced',
        execArgv: [],
        env: process.env,
      },
    );
    this.#ended = once(this.#child, 'exit').then(([code, signal]) => ({
      error: `The process has ended by ${String(signal ?? code)}.`,
    }));
  }

  async open(options: KvStoreOptions): Promise<void> {
    await this.#carryOut({ open: options });
  }

  run(options: RunOptions): Promise<readonly Operation[]> {
    return this.#carryOut({ run: options });
  }

  async end(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#ended;
  }

  async #carryOut(order: Order): Promise<readonly Operation[]> {
    const answered = once(this.#child, 'message').then(([answer]) => answer as Answer);
    this.#child.send(order);
    const answer = await Promise.race([answered, this.#ended]);
    if ('error' in answer) throw new Error(answer.error);
    return answer.history;
  }
}
