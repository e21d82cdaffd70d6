import { runInThisContext } from 'node:vm';

import type { Answer } from './ask.js';

const leaks = [
  /\bat .*[(/].*:\d+:\d+/,
  /node_modules|node:internal|\.[cm]?[jt]s:\d/,
  /\b(Kv|Zod|Type|Range|Reference|Syntax|URI|Http)(Error|Exception)\b/,
  /\b(Controller|ExceptionsHandler|IncomingMessage|body-parser|undefined is not|of undefined|of null)\b/,
];

/** What a client may see of a request that fails: that it is the client's own fault, and nothing of the inside. */
export function expectHarmless({ status, headers, body, text }: Answer): void {
  expect(text).not.toMatch(/HTTP\/1\.1 5\d\d /);
  if (status === undefined) return;
  if (status === 301) {
    // The files of Swagger UI: a path that ends in a folder of theirs, and leads nowhere else.
    expect(headers).toMatch(/^location: \/docs\/[^\r\n]*\/\r?$/im);
    return;
  }
  expect([200, 201, 204, 206, 302, 304, 400, 404, 405, 408, 409, 412, 413, 415, 416, 417, 431]).toContain(
    status,
  );
  if (status < 400) return;
  for (const leak of leaks) expect(body).not.toMatch(leak);
  expect(body).not.toContain(process.cwd());
  if (/content-type: application\/json/i.test(headers) && body !== '') {
    expect(JSON.parse(Buffer.from(body, 'latin1').toString())).toMatchObject({
      statusCode: status,
      message: expect.anything() as unknown,
    });
  }
}

/** Of the tests and of Node's own modules, which in jest have others. */
const prototypes = [
  Object.prototype,
  Array.prototype,
  runInThisContext('Object.prototype'),
  runInThisContext('Array.prototype'),
] as object[];

const namesOf = () => prototypes.map((prototype) => Reflect.ownKeys(prototype));
const before = namesOf();

export function expectNoPollution(): void {
  expect(namesOf()).toEqual(before);
}
