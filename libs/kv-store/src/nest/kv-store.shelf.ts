import { Injectable, Module } from '@nestjs/common';

import type { KvStore } from '../core/kv-store.js';
import { KvStoreLifecycle } from './kv-store.lifecycle.js';

interface Place {
  readonly store: Promise<KvStore>;
  readonly put: (store: KvStore) => void;
}

/**
 * The stores of one application, by name, so that features find them from any module, made before or after. What is
 * there is what Nest gives for the store's token, also where a test overrides it.
 */
@Injectable()
export class KvStoreShelf {
  readonly #places = new Map<string, Place>();

  put(name: string, store: KvStore): void {
    this.#place(name).put(store);
  }

  /** Waits for a store that is still to be opened. */
  get(name: string): Promise<KvStore> {
    return this.#place(name).store;
  }

  #place(name: string): Place {
    const place = this.#places.get(name) ?? newPlace();
    this.#places.set(name, place);
    return place;
  }
}

function newPlace(): Place {
  let put: (store: KvStore) => void = () => undefined;
  const store = new Promise<KvStore>((resolve) => {
    put = resolve;
  });
  return { store, put };
}

/** What all the stores of one application share. */
@Module({ providers: [KvStoreShelf, KvStoreLifecycle], exports: [KvStoreShelf, KvStoreLifecycle] })
export class KvStoreShelfModule {}

/** The token of the provider that puts a store on the shelf: a module that has it makes a store of that name. */
export function shelvedToken(name: string): symbol {
  return Symbol.for(`KV_STORE_SHELVED:${name}`);
}
