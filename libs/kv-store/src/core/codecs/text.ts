import { invalid, typeName } from '../kv-fault.js';
import type { KvTextCodec } from './kv-codec.js';

/** Strings, stored exactly as they are. */
export const text: KvTextCodec<string> = {
  kind: 'text',
  encode(value: unknown) {
    if (typeof value === 'string') return value;
    throw invalid(
      `the value must be a string, not ${typeName(value)}. Turn it into text, or use a store with a codec: ` +
        'kv.as(json()).',
    );
  },
  decode: (stored) => stored,
};
