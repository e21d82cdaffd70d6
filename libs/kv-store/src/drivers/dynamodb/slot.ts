import type { KvResult } from '../../core/kv-driver.js';

/** The place of one item's result, which may be asked for before it is there. */
export class Slot<Item, Value> {
  readonly item: Item;
  #result: KvResult<Value> | undefined;
  #resolve: ((result: KvResult<Value>) => void) | undefined;

  constructor(item: Item) {
    this.item = item;
  }

  settle(result: KvResult<Value>): void {
    this.#result = result;
    this.#resolve?.(result);
  }

  /** The result, or a promise of it. Asked for once. */
  get outcome(): KvResult<Value> | Promise<KvResult<Value>> {
    return (
      this.#result ??
      new Promise((resolve) => {
        this.#resolve = resolve;
      })
    );
  }
}
