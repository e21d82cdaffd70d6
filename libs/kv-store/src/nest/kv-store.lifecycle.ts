import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';

import { listDetails } from '../core/kv-driver.js';
import { createKvStore, type OpenKvStore } from '../create-kv-store.js';
import type { KvStoreOptions } from '../kv-store.options.js';
import { KvStoreLogger, type KvStoreLogging } from './kv-store.logger.js';

/** Opens the stores of one module, and closes them after the destroy hooks of everything that uses them. */
@Injectable()
export class KvStoreLifecycle implements OnApplicationShutdown {
  readonly #logger = new Logger('KvStore');
  readonly #closers: (() => Promise<void>)[] = [];

  async open(options: KvStoreOptions, logging: KvStoreLogging | false): Promise<OpenKvStore> {
    if (logging === false) {
      const store = await createKvStore(options);
      this.#closers.push(() => store.close());
      return store;
    }
    const observers = [...(options.observers ?? []), new KvStoreLogger(this.#logger, logging)];
    const store = await createKvStore({ ...options, observers });
    this.#logger.log(
      `Store '${store.name}' is open: ${listDetails({ driver: store.driver, ...store.details })}`,
    );
    this.#closers.push(async () => {
      await store.close();
      this.#logger.log(`Store '${store.name}' is closed`);
    });
    return store;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#closers.map((close) => close()));
  }
}
