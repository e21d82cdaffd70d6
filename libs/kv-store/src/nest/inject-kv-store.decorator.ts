import { Inject } from '@nestjs/common';

import { getKvStoreToken } from './kv-store.tokens.js';

/** Injects the store of that name; without a name the same as `@Inject(KV_STORE)`. */
export const InjectKvStore = (name?: string): PropertyDecorator & ParameterDecorator =>
  Inject(getKvStoreToken(name));
