import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';

import { createKvStore, type OpenKvStore } from '../create-kv-store.js';
import type { KvStoreOptions } from '../kv-store.options.js';
import { KvStoreLogger, type KvStoreLogging } from './kv-store.logger.js';

/** Opens the stores of one module, and closes them after the destroy hooks of everything that uses them. */
@Injectable()
export class KvStoreLifecycle implements OnApplicationShutdown {
  readonly #logger = new Logger('KvStore');
  readonly #opened: OpenKvStore[] = [];

  async open(options: KvStoreOptions, logging: KvStoreLogging | false): Promise<OpenKvStore> {
    if (logging === false) return this.#keep(await createKvStore(options));
    const observers = [...(options.observers ?? []), new KvStoreLogger(this.#logger, logging)];
    const store = this.#keep(await createKvStore({ ...options, observers }));
    const facts = Object.entries(store.details).map(([name, value]) => `, ${name} ${String(value)}`);
    this.#logger.log(`Store '${store.name}' is open: driver ${store.driver}${facts.join('')}`);
    return store;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#opened.map((store) => store.close()));
  }

  #keep(store: OpenKvStore): OpenKvStore {
    this.#opened.push(store);
    return store;
  }
}
