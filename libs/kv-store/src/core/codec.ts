import { invalid, KvFault, typeName } from './kv-fault.js';

/** How values of type `T` are stored. `encode` refuses with `INVALID_ARGUMENT`, `decode` with `CORRUPT`. */
export interface Codec<T> {
  encode(value: T): string | Uint8Array;
  decode(stored: string | Uint8Array): T;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Strings, stored exactly as they are. */
export const text: Codec<string> = {
  encode(value: unknown) {
    if (typeof value !== 'string') {
      throw invalid(
        `the value must be a string, not ${typeName(value)}. Turn it into text first, as by JSON.stringify.`,
      );
    }
    if (!value.isWellFormed()) {
      throw invalid('the value holds a lone surrogate, so it is not well-formed Unicode and has no UTF-8.');
    }
    return value;
  },
  decode(stored) {
    if (typeof stored === 'string') return stored;
    try {
      return utf8.decode(stored);
    } catch {
      throw new KvFault(
        'CORRUPT',
        'what is stored is bytes that are not UTF-8, so it cannot be read as text.',
      );
    }
  },
};

/** Bytes that a value takes, text being UTF-8. */
export function sizeOf(value: string | Uint8Array): number {
  return Buffer.byteLength(value);
}
