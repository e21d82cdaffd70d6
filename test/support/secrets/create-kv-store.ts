import type { KvStoreOptions, OpenKvStore } from 'nestjs-kv-store';

import { markedStore } from './marked-store.js';
import { current } from './record.js';

const actual = jest.requireActual<typeof import('../../../libs/kv-store/src/create-kv-store.js')>(
  '../../../libs/kv-store/src/create-kv-store.js',
);

/** In place of the product's, by `jest.mock`: while something is recorded, each store is marked and listened to. */
export async function createKvStore(options: KvStoreOptions): Promise<OpenKvStore> {
  if (!current) return actual.createKvStore(options);
  const { recording, ears } = current;
  try {
    const observers = [...(options.observers ?? []), ...ears.observers];
    return markedStore(await actual.createKvStore({ ...options, observers }), recording);
  } catch (error) {
    recording.addError(error);
    throw error;
  }
}
