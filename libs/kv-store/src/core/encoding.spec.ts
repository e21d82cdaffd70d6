import { bytes } from './codecs/bytes.js';
import type { KvCodec } from './codecs/kv-codec.js';
import { text } from './codecs/text.js';
import { decode, encode } from './encoding.js';
import { KvFault } from './kv-fault.js';

const of = (...octets: number[]) => Uint8Array.from(octets);
const refused = (code: string, message = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error;

describe('text', () => {
  it('is read as it is, with a byte order mark that begins it', () => {
    expect(decode(text, of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa');
    expect(decode(text, '\ufeffa')).toBe('\ufeffa');
    expect(decode(text, of())).toBe('');
  });

  it('is not read from bytes that are not UTF-8', () => {
    expect(() => decode(text, of(0xff))).toThrow(refused('CORRUPT'));
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [[], 'an array'],
    [{}, 'an object'],
    [5, 'a number'],
  ])('is not %j', (value, name) => {
    expect(() => encode(text, value as never)).toThrow(
      refused('INVALID_ARGUMENT', `must be a string, not ${name}.`),
    );
  });

  it('is not a lone surrogate', () => {
    expect(() => encode(text, '\ud800')).toThrow(refused('INVALID_ARGUMENT'));
  });
});

describe('bytes', () => {
  it('are read as they are, and of text its UTF-8', () => {
    expect(decode(bytes, of(0, 255, 10))).toEqual(of(0, 255, 10));
    expect(decode(bytes, 'aé')).toEqual(of(0x61, 0xc3, 0xa9));
  });

  it('are copied both ways', () => {
    const given = of(1, 2);
    const stored = encode(bytes, given) as Uint8Array;
    given[0] = 9;
    expect(stored).toEqual(of(1, 2));
    decode(bytes, stored)[0] = 9;
    expect(stored).toEqual(of(1, 2));
  });

  it('may be a Buffer', () => {
    expect(encode(bytes, Buffer.from('ab'))).toEqual(of(0x61, 0x62));
  });

  it.each(['text', undefined, [1, 2], new ArrayBuffer(2), new Uint16Array(2)])('are not %p', (value) => {
    expect(() => encode(bytes, value as never)).toThrow(refused('INVALID_ARGUMENT', 'must be a Uint8Array'));
  });
});

describe('a codec of your own', () => {
  const throwing = (error: unknown): KvCodec<string> => ({
    kind: 'text',
    encode: () => {
      throw error;
    },
    decode: () => {
      throw error;
    },
  });

  it('is named by what it throws, whose message may quote the value', () => {
    const secret = throwing(new RangeError('secret'));
    expect(() => encode(secret, 'value')).toThrow(
      refused('INVALID_ARGUMENT', 'could not encode the value (RangeError)'),
    );
    expect(() => decode(secret, 'value')).toThrow(refused('CORRUPT', 'by the codec (RangeError)'));
    expect(() => encode(throwing('secret'), 'value')).toThrow(refused('INVALID_ARGUMENT', '(string)'));
  });

  it('says more by a KvFault', () => {
    const precise = throwing(new KvFault('UNSUPPORTED', 'not in this version.'));
    expect(() => encode(precise, 'value')).toThrow(refused('UNSUPPORTED', 'not in this version.'));
    expect(() => decode(precise, 'value')).toThrow(refused('UNSUPPORTED', 'not in this version.'));
  });

  it.each([
    ['text', of(1), 'must give a string, not an object'],
    ['text', undefined, 'must give a string, not undefined'],
    ['text', '\udc00', 'lone surrogate'],
    ['bytes', 'text', 'must give a Uint8Array, not a string'],
  ])('of kind %s that encodes to %p is refused', (kind, encoded, message) => {
    const codec = { kind, encode: () => encoded, decode: (stored: unknown) => stored } as KvCodec<unknown>;
    expect(() => encode(codec, 'value')).toThrow(refused('INVALID_ARGUMENT', message));
  });
});

describe('a codec of your own that means ill', () => {
  const codec = (parts: object) =>
    ({
      kind: 'text',
      encode: String,
      decode: (stored: string) => stored,
      ...parts,
    }) as unknown as KvCodec<unknown>;

  it('gives bytes that are copied, so that what becomes of them later changes nothing', () => {
    const mine = of(1, 2);
    const encoded = encode(codec({ kind: 'bytes', encode: () => mine }), 'value');
    mine.fill(9);
    expect(encoded).toEqual(of(1, 2));
  });

  it('must answer at once, and a promise that it gives instead ends no process', async () => {
    const unheard = jest.fn();
    process.on('unhandledRejection', unheard);
    const later = () => Promise.reject(new Error('secret'));
    expect(() => encode(codec({ encode: later }), 'value')).toThrow(
      refused('INVALID_ARGUMENT', 'must give a string, not an object'),
    );
    expect(() => decode(codec({ decode: later }), 'value')).toThrow(refused('UNSUPPORTED', 'at once'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', unheard);
    expect(unheard).not.toHaveBeenCalled();
  });

  it('that throws what throws when it is looked at is refused all the same', () => {
    const explode = () => {
      const trap = () => {
        throw new Error('secret');
      };
      throw new Proxy({}, new Proxy({}, { get: () => trap })) as Error;
    };
    expect(() => encode(codec({ encode: explode }), 'value')).toThrow(
      refused('INVALID_ARGUMENT', '(object)'),
    );
    expect(() => decode(codec({ decode: explode }), 'value')).toThrow(refused('CORRUPT', '(object)'));
  });
});
