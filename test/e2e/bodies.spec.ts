import { gzipSync } from 'node:zlib';

import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';

import { openDemo } from './demo-app.js';

const sent = '{"value":"marked"}';
const json = 'application/json';
const notUtf8 = Buffer.concat([Buffer.from('{"value":"'), Buffer.of(0xff), Buffer.from('"}')]);

describe('the body of a request to the demo', () => {
  let app: NestExpressApplication;
  const http = () => request(app.getHttpServer());

  beforeAll(async () => {
    app = await openDemo({ driver: 'memory' });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  /** By fetch, since supertest makes JSON of bytes. */
  async function put(body: string | Buffer, headers: Record<string, string>) {
    const request = { method: 'PUT', headers, body: Buffer.from(body) };
    const answer = await fetch(`${await app.getUrl()}/kv/body`, request);
    const { status } = answer;
    const text = await answer.text();
    await http()
      .get('/kv/body')
      .expect(status === 204 ? 200 : 404);
    await http().delete('/kv/body').expect(204);
    expect(text).not.toContain('marked');
    return { status, answer: text && (JSON.parse(text) as unknown) };
  }

  it.each([json, 'application/merge-patch+json', 'APPLICATION/JSON; Charset="UTF-8"'])(
    'is taken as %s',
    async (type) => {
      expect(await put(sent, { 'Content-Type': type })).toMatchObject({ status: 204 });
    },
  );

  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'text/json',
    'application/jsonp',
    'application/problem+json',
    '; charset=utf-8',
  ])('is refused as %s, which any page may send or nobody checks', async (type) => {
    const body = type.includes('urlencoded') ? 'value=marked' : sent;
    expect(await put(body, { 'Content-Type': type })).toEqual({
      status: 415,
      answer: {
        statusCode: 415,
        error: 'Unsupported Media Type',
        message: 'The body must be JSON, with Content-Type: application/json.',
      },
    });
  });

  it.each<[string, number, string | Buffer, Record<string, string>, RegExp]>([
    ['cut off', 400, sent.slice(0, -2), {}, /^The body is no valid JSON object or array\.$/],
    ['a string', 400, '"marked"', {}, /^The body is no valid JSON/],
    ['NaN', 400, '{"value":"marked","ttl":NaN}', {}, /^The body is no valid JSON/],
    ['not UTF-8', 400, notUtf8, {}, /^The body must be JSON in UTF-8\.$/],
    ['UTF-16', 400, Buffer.from(sent, 'utf16le'), { 'Content-Type': `${json}; charset=utf-16` }, /UTF-8/],
    ['UTF-7', 400, sent, { 'Content-Type': `${json}; charset=utf-7` }, /UTF-8/],
    ['in an unknown charset', 400, sent, { 'Content-Type': `${json}; charset=utf-marked` }, /UTF-8/],
    ['too large', 413, `{"value":"${'x'.repeat(1_048_577)}"}`, {}, /^The body is larger than 1 MB\.$/],
    ['compressed', 415, gzipSync(sent), { 'Content-Encoding': 'gzip' }, /must not be compressed/],
    ['encoded in no known way', 415, sent, { 'Content-Encoding': 'marked' }, /must not be compressed/],
  ])('is refused where it is %s, and not quoted', async (_what, status, body, headers, message) => {
    const { answer, ...got } = await put(body, { 'Content-Type': json, ...headers });
    expect(got).toEqual({ status });
    expect(answer).toEqual({
      statusCode: status,
      error: expect.any(String),
      message: expect.stringMatching(message),
    });
  });

  it('is refused without a type, and may be missing or empty where none is needed', async () => {
    expect(await put(sent, {})).toMatchObject({ status: 415 });
    await http().put('/kv/body').expect(400);
    await http().delete('/kv/body').set('Content-Length', '0').expect(204);
  });
});
