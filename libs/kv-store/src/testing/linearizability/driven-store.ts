import type { KvCreateOptions, KvStore } from '../../core/kv-store.js';

/** What is called of a store; every `KvStore` is one. */
export type DrivenStore = Pick<
  KvStore,
  | 'get'
  | 'getEntry'
  | 'getMany'
  | 'has'
  | 'getOrSet'
  | 'set'
  | 'setMany'
  | 'delete'
  | 'deleteMany'
  | 'create'
  | 'replaceIf'
  | 'deleteIf'
  | 'update'
  | 'take'
  | 'touch'
> & {
  increment(key: string, by?: number, options?: KvCreateOptions): Promise<number>;
};
