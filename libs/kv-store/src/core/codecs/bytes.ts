import { isUint8Array } from 'node:util/types';

import { invalid, typeName } from '../kv-fault.js';
import type { KvBytesCodec } from './kv-codec.js';

/** Bytes, stored exactly as they are. A `Buffer` is one kind of `Uint8Array`; what comes back is a plain one. */
export const bytes: KvBytesCodec<Uint8Array> = {
  kind: 'bytes',
  encode(value: unknown) {
    if (isUint8Array(value)) return value;
    throw invalid(`the value must be a Uint8Array, such as a Buffer, not ${typeName(value)}.`);
  },
  // A copy, for what is stored may be shared with other callers.
  decode: (stored) => new Uint8Array(stored),
};
