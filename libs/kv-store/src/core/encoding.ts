import { isUint8Array } from 'node:util/types';

import type { KvCodec } from './codecs/kv-codec.js';
import { classOf } from './kv-error.js';
import { invalid, KvFault, typeName } from './kv-fault.js';

/** A value as back ends hold it. Text and its UTF-8 are the same to every driver. */
export type Stored = string | Uint8Array;

/** Refuses with `INVALID_ARGUMENT`. */
export function encode<T>(codec: KvCodec<T>, value: T): Stored {
  let encoded: unknown;
  try {
    encoded = codec.encode(value);
  } catch (error) {
    throw error instanceof KvFault
      ? error
      : invalid(`the codec could not encode the value (${classOf(error)}).`);
  }
  if (codec.kind === 'bytes') {
    if (isUint8Array(encoded)) return encoded;
    throw invalid(`the codec's encode must give a Uint8Array, not ${typeName(encoded)}.`);
  }
  if (typeof encoded !== 'string')
    throw invalid(`the codec's encode must give a string, not ${typeName(encoded)}.`);
  if (encoded.isWellFormed()) return encoded;
  throw invalid('the value holds a lone surrogate, so it is not well-formed Unicode and has no UTF-8.');
}

/** Refuses with `CORRUPT`. */
export function decode<T>(codec: KvCodec<T>, stored: Stored): T {
  try {
    return codec.kind === 'text' ? codec.decode(textOf(stored)) : codec.decode(bytesOf(stored));
  } catch (error) {
    if (error instanceof KvFault) throw error;
    // What a codec throws may quote the value, so only its class is told.
    throw new KvFault('CORRUPT', `what is stored cannot be decoded by the codec (${classOf(error)}).`);
  }
}

/** Bytes that a value takes, text being UTF-8. */
export function sizeOf(stored: Stored): number {
  return Buffer.byteLength(stored);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const toUtf8 = new TextEncoder();

function textOf(stored: Stored): string {
  if (typeof stored === 'string') return stored;
  try {
    return utf8.decode(stored);
  } catch {
    throw new KvFault('CORRUPT', 'what is stored is bytes that are not UTF-8, so it cannot be read as text.');
  }
}

function bytesOf(stored: Stored): Uint8Array {
  return typeof stored === 'string' ? toUtf8.encode(stored) : stored;
}
