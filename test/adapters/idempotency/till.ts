import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { KvStoreModuleOptions } from 'nestjs-kv-store';

import { post } from './open-shop.js';

/** A process with an application whose handler never ends. */
export class Till {
  /** Where it listens. */
  readonly url: Promise<string>;
  /** Resolves when a handler runs. */
  readonly isHandling: Promise<void>;
  readonly post = post;
  readonly #child: ChildProcess;

  constructor(store: KvStoreModuleOptions, lease: number) {
    this.#child = fork(join(__dirname, 'till-process.mjs'), [JSON.stringify({ store, lease })], {
      execArgv: [],
    });
    const said = (what: string) =>
      new Promise<string>((resolve, reject) => {
        this.#child.on('message', (message: Record<string, string>) => {
          if (message[what] !== undefined) resolve(message[what]);
        });
        this.#child.once('exit', () => {
          reject(new Error(`The process has ended before it said its ${what}.`));
        });
      });
    this.url = said('url');
    this.isHandling = said('handling').then(() => undefined);
    // Who waits for the one hears of its end by that.
    this.isHandling.catch(() => undefined);
  }

  async kill(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
