import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { listDetails } from '../core/list-details.js';
import { createKvStore, type OpenKvStore } from '../create-kv-store.js';
import type { KvStoreOptions } from '../kv-store.options.js';
import { KvStoreLogger, type KvStoreLogging } from './kv-store.logger.js';

/** Opens the stores of one application, and closes them after the destroy hooks of everything that uses them. */
@Injectable()
export class KvStoreLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('KvStore');
  readonly #closers: (() => Promise<void>)[] = [];
  #hasStarted = false;
  #hasFailed = false;

  /** A start that fails calls no hook, so what else was opened for it, or still will be, is closed here. */
  async open(options: KvStoreOptions, logging: KvStoreLogging | false): Promise<OpenKvStore> {
    try {
      const store = await this.#open(options, logging);
      if (this.#hasFailed) await this.#closeAll();
      return store;
    } catch (error) {
      if (!this.#hasStarted) {
        this.#hasFailed = true;
        await this.#closeAll();
      }
      throw error;
    }
  }

  onApplicationBootstrap(): void {
    this.#hasStarted = true;
  }

  onApplicationShutdown(): Promise<void> {
    return this.#closeAll();
  }

  async #open(options: KvStoreOptions, logging: KvStoreLogging | false): Promise<OpenKvStore> {
    if (logging === false) {
      const store = await createKvStore(options);
      this.#closers.push(() => store.close().catch(() => undefined));
      return store;
    }
    const isLazy = options.startup === 'lazy';
    const observers = [...(options.observers ?? []), new KvStoreLogger(this.#logger, logging, isLazy)];
    const store = await createKvStore({ ...options, observers });
    const where = listDetails({ driver: store.driver, ...store.details });
    this.#logger.log(`Store '${store.name}' is ${isLazy ? 'opened in the background' : 'open'}: ${where}`);
    this.#closers.push(() =>
      store.close().then(
        () => {
          this.#logger.log(`Store '${store.name}' is closed`);
        },
        (error: unknown) => {
          this.#logger.warn((error as Error).message);
        },
      ),
    );
    return store;
  }

  /** One that cannot be closed keeps nobody else from his end. */
  async #closeAll(): Promise<void> {
    await Promise.all(this.#closers.splice(0).map((close) => close()));
  }
}
