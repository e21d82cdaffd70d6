import { invalid, typeName } from '../kv-fault.js';
import type { KvCodec } from './kv-codec.js';

export function checkCodec(codec: unknown): asserts codec is KvCodec<unknown> {
  const { kind, encode, decode } = (codec ?? {}) as Partial<KvCodec<unknown>>;
  const isKind = kind === 'text' || kind === 'bytes';
  if (isKind && typeof encode === 'function' && typeof decode === 'function') return;
  throw invalid(
    "a codec is json(), text, bytes, or an object with kind 'text' or 'bytes', encode() and decode(), " +
      `not ${typeName(codec)}.`,
  );
}
