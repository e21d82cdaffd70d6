import { join } from 'node:path';

import { expectAnswers } from './support/expect-answers.js';
import { Installation } from './support/installation.js';
import { manifest, pack } from './support/pack.js';
import { run } from './support/run.js';
import { temporaryFolder } from './support/temporary.js';
import { bareNest12, nest11, nest12, type Versions } from './support/versions.js';

// The other specs run the sources as CommonJS. Here is what users get: the package as built and packed, installed
// into applications of theirs, compiled and started. What matters most, on this Node; `matrix` has the rest.

/** What `npm ls` prints. */
interface Tree {
  readonly dependencies?: Readonly<Record<string, Tree>>;
}

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
  it('compiles with one package more, keeps entries in memory and is told what each driver needs', async () => {
    const lacks = (peer: string) => ({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(new RegExp(`: npm install ${peer}$`)),
    });
    const installed = await installation('bare').install({ ...bareNest12, ...library });
    const application = await installed.application('app', 'module', 'no-peers');
    await application.compile();
    // It brings one dependency, which has none.
    const { stdout } = await run(installed.folder, 'npm', ['ls', '--all', '--json']);
    const { dependencies } = (JSON.parse(stdout) as Tree).dependencies?.[manifest.name] ?? {};
    const own = Object.entries(dependencies ?? {}).filter(([name]) => !(name in manifest.peerDependencies));
    expect(own).toEqual([['lru-cache', expect.not.objectContaining({ dependencies: expect.anything() })]]);
    expect(await application.answers()).toEqual({
      greeting: 'hello',
      double: 'hello from a test',
      adapted: 'function',
      cached: ['hello from a cache', 'hello from a cache'],
      dynamodb: lacks('@aws-sdk/client-dynamodb'),
      lmdb: lacks('lmdb'),
      nats: lacks('@nats-io/transport-node'),
      redis: lacks('@redis/client'),
    });
  });
});
