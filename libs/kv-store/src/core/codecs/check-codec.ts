import { guarded, invalid, typeName } from '../kv-fault.js';
import type { KvCodec } from './kv-codec.js';

export function checkCodec(codec: unknown): asserts codec is KvCodec<unknown> {
  const refused = (what: string) =>
    invalid(
      "a codec is json(), text, bytes, or an object with kind 'text' or 'bytes', encode() and decode(), " +
        `not ${what}.`,
    );
  const isCodec = guarded(
    () => {
      const { kind, encode, decode } = (codec ?? {}) as Partial<KvCodec<unknown>>;
      return (
        (kind === 'text' || kind === 'bytes') && typeof encode === 'function' && typeof decode === 'function'
      );
    },
    (name) => refused(`what throws when it is looked at (${name})`),
  );
  if (!isCodec) throw refused(typeName(codec));
}
