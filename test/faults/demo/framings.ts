import { deflateSync, gzipSync } from 'node:zlib';

import fc from 'fast-check';

import { type Header, headOf, json, Message, requestOf } from './message.js';

const target = '/kv/fuzz-framing';
const body = '{"value":"text"}';
const put = (headers: readonly Header[], rest: string | Buffer, isCut = false) =>
  new Message(
    'framing',
    Buffer.concat([headOf({ method: 'PUT', target, headers: [json, ...headers] }), Buffer.from(rest)]),
    isCut,
  );
const length = (value: string): Header => ['Content-Length', value];
const chunked: Header = ['Transfer-Encoding', 'chunked'];
const encoded = (encoding: string, bytes: Buffer | string) =>
  new Message(
    'framing',
    requestOf({ method: 'PUT', target, headers: [json, ['Content-Encoding', encoding]], body: bytes }),
  );
const bomb = gzipSync(Buffer.alloc(20_000_000, '['));
const zipped = gzipSync(body);

/** Bodies whose length or encoding is not what the headers say. */
export const framing = fc.constantFrom(
  put([length('20')], body, true),
  put([length('99999999999999999999')], body, true),
  put([length('2000000')], body, true),
  put([length('5')], body),
  put([length('0')], body),
  put([length('-1')], body),
  put([length('0x10')], body),
  put([length('1,6')], body),
  put([length('16'), length('17')], body),
  put([length('16'), length('16')], body),
  put([length('16'), chunked], `10\r\n${body}\r\n0\r\n\r\n`),
  put([], body),
  put([chunked], `10\r\n${body}\r\n0\r\n\r\n`),
  put([chunked], `10;x="${'y'.repeat(30_000)}"\r\n${body}\r\n0\r\n\r\n`, true),
  put([chunked], `8\r\n${body.slice(0, 8)}\r\n`, true),
  put([chunked], `zz\r\n${body}\r\n0\r\n\r\n`),
  put([chunked], `-1\r\n${body}\r\n0\r\n\r\n`),
  put([chunked], `ffffffffffffffff\r\n${body}\r\n0\r\n\r\n`, true),
  put([chunked], `10\r\n${body}\r\n0\r\nX-Trailer: __proto__\r\n\r\n`),
  put([['Transfer-Encoding', 'gzip, chunked']], `10\r\n${body}\r\n0\r\n\r\n`, true),
  put([['Transfer-Encoding', 'xyz']], body, true),
  put([['Transfer-Encoding', 'chunked, chunked']], `10\r\n${body}\r\n0\r\n\r\n`, true),
  encoded('gzip', bomb),
  encoded('deflate', deflateSync(Buffer.alloc(20_000_000, ' '))),
  encoded('gzip', zipped),
  encoded('gzip', zipped.subarray(0, 15)),
  encoded('gzip', 'not gzip at all'),
  encoded('br', zipped),
  ...['xyz', '__proto__', 'identity', 'IDENTITY', 'gzip, gzip', '\xff', ''].map((name) =>
    encoded(name, body),
  ),
);

/** No HTTP at all, or nearly. */
export const notHttp = fc
  .constantFrom(
    ...[
      '\r\n\r\n',
      'GET\r\n\r\n',
      'GET /\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      'GET / HTTP/0.9\r\n\r\n',
      '\0\0\0\0',
    ],
    ...['GET / HTTP/1.1\r\n\r\n', 'GET / HTTP/1.1\nHost: x\n\n', 'GET  /  HTTP/1.1\r\nHost: x\r\n\r\n'],
    ...['GET /kv/a HTTP/1.1\r\nHost: x\r\n X: folded\r\n\r\n', 'GET /kv/a HTTP/1.1\r\nHost x\r\n\r\n'],
    ...[
      'GET /kv/a HTTP/1.1\r\nHost: x\r\nA',
      'GET /kv/a HT',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      '{"value":"x"}',
    ],
    ...['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'G'.repeat(100_000), `GET /${'a'.repeat(100_000)}`],
    `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(20_000)}\r\n`,
    `${'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(50)}GARBAGE\r\n\r\n`,
  )
  .map((text) => new Message('not HTTP', Buffer.from(text, 'latin1'), true));
