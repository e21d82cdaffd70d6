import { join } from 'node:path';

import { expectAnswers } from './support/expect-answers.js';
import { Installation } from './support/installation.js';
import { pack } from './support/pack.js';
import { temporaryFolder } from './support/temporary.js';
import { bareNest12, nest11, nest12, type Versions } from './support/versions.js';

// The other specs run the sources as CommonJS. Here is what users get: the package as built and packed, installed
// into applications of theirs, compiled and started. What matters most, on this Node; `matrix` has the rest.

jest.setTimeout(240_000);

let temporary: string;
let library: Versions;

beforeAll(async () => {
  temporary = await temporaryFolder();
  ({ dependency: library } = await pack(temporary));
});

const installation = (name: string) => new Installation(join(temporary, name));

describe.each([
  ['Nest 12, ESM and Express', nest12, 'module', 'express'],
  ['Nest 11, CommonJS and Fastify', nest11, 'commonjs', 'fastify'],
] as const)('an application of %s', (_, versions, type, server) => {
  it('compiles, keeps entries, answers for its health and metrics, and ends', async () => {
    const installed = await installation(server).install({ ...versions, ...library });
    const application = await installed.application('app', type, 'app', 'types');
    await application.compile();
    expectAnswers(await application.answers({ ADAPTER: server }), server);
  });
});

describe('an application with no optional peer', () => {
  it('compiles, keeps entries in memory and is told what each driver needs', async () => {
    const lacks = (peer: string) => ({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(new RegExp(`: npm install ${peer}$`)),
    });
    const installed = await installation('bare').install({ ...bareNest12, ...library });
    const application = await installed.application('app', 'module', 'no-peers');
    await application.compile();
    expect(await application.answers()).toEqual({
      greeting: 'hello',
      double: 'hello from a test',
      cached: ['hello from a cache', 'hello from a cache'],
      dynamodb: lacks('@aws-sdk/client-dynamodb'),
      lmdb: lacks('lmdb'),
      nats: lacks('@nats-io/transport-node'),
      redis: lacks('@redis/client'),
    });
  });
});
