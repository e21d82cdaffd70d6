import type { AddressInfo } from 'node:net';

import type { NestExpressApplication } from '@nestjs/platform-express';
import fc from 'fast-check';

import { openDemo } from '../../e2e/demo-app.js';
import { Leaks } from '../../support/faults/leaks.js';
import { amount } from '../amount.js';
import { ask } from './ask.js';
import { expectHarmless, expectNoPollution } from './harmless.js';
import type { Message } from './message.js';
import { anyMessage } from './messages.js';
import { Neighbours } from './neighbours.js';

jest.setTimeout(600_000);

/** `FUZZ_SEED=… FUZZ_PATH=… npm run test:faults -- demo/fuzz` repeats a failure. */
const { FUZZ_SEED: seed, FUZZ_PATH: path } = process.env;
const requests = amount(10_000);

/** Milliseconds in which a request that is cut off gets no more. */
const pause = 20;

describe('the demo, sent anything', () => {
  let app: NestExpressApplication;
  let port: number;
  let neighbours: Neighbours;
  let leaks: Leaks;

  beforeAll(async () => {
    // In a hook, for each has a timer of jest's.
    leaks = new Leaks(() => 0);
    app = await openDemo({ driver: 'memory' });
    await app.listen(0, '127.0.0.1');
    ({ port } = app.getHttpServer().address() as AddressInfo);
    neighbours = new Neighbours(`http://127.0.0.1:${port}`);
    await neighbours.moveIn();
  });
  afterAll(async () => {
    await app.close();
    await leaks.expectNone();
  });

  it(`answers ${requests} requests, blames itself for none, shows nothing of itself and harms nobody`, async () => {
    const seen: Record<string, Record<string, number>> = {};
    let turn = 0;
    const send = async (message: Message): Promise<void> => {
      const answer = await ask(port, message.bytes, message.isCut ? pause : undefined);
      const kind = (seen[message.kind] ??= {});
      const outcome = answer.status === undefined ? 'none' : `${answer.status}`.replace(/..$/, 'xx');
      kind[outcome] = (kind[outcome] ?? 0) + 1;
      expectHarmless(answer);
      if (message.kind === 'right') expect([200, 201, 204, 302]).toContain(answer.status);
      if (outcome === 'none') expect(message.isCut || isConnect(message)).toBe(true);
      expectNoPollution();
      if ((turn += 1) % 20 === 0) await neighbours.expectUnharmed(turn / 20);
    };
    await fc.assert(fc.asyncProperty(anyMessage, send), {
      numRuns: requests,
      ...(seed && { seed: Number(seed) }),
      ...(path && { path }),
    });
    await neighbours.expectUnharmed();
    if (path === undefined) expectVariety(seen);
  });
});

/** To which Node gives no answer. */
function isConnect({ bytes }: Message): boolean {
  return bytes.toString('latin1').startsWith('CONNECT ');
}

/** That each kind was sent, refused and, where it may be right, served. */
function expectVariety(seen: Record<string, Record<string, number>>): void {
  if (process.env['FAULTS_REPORT']) console.log(seen);
  const count = (kind: string, outcome: string) => seen[kind]?.[outcome] ?? 0;
  const share = (part: number) => Math.floor(requests * part);
  expect(count('right', '2xx')).toBeGreaterThan(share(0.15));
  expect(count('right', '3xx')).toBeGreaterThan(share(0.01));
  for (const kind of ['path', 'reach', 'query', 'headers', 'body', 'content type']) {
    expect({ kind, served: count(kind, '2xx') > 0 }).toEqual({ kind, served: true });
  }
  const often = { path: 0.05, query: 0.02, headers: 0.02, body: 0.04 };
  const seldom = { reach: 0.001, 'content type': 0.005, framing: 0.005, 'not HTTP': 0.005 };
  for (const [kind, part] of Object.entries({ ...often, ...seldom, 'bit rot': 0.005, 'huge body': 0.001 })) {
    expect({ kind, refused: count(kind, '4xx') > share(part) }).toEqual({ kind, refused: true });
  }
}
