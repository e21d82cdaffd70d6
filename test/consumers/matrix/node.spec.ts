import { join } from 'node:path';

import { expectAnswers } from '../support/expect-answers.js';
import { type Application, Installation } from '../support/installation.js';
import { nodeOf, nodes } from '../support/nodes.js';
import { pack } from '../support/pack.js';
import { Table } from '../support/table.js';
import { temporaryFolder } from '../support/temporary.js';
import { lowest, nest11, nest12, type Versions } from '../support/versions.js';

// Every version of Nest and Node that package.json names, with either HTTP server.

jest.setTimeout(240_000);

const table = new Table('Nest', 'HTTP server', 'Node');
let temporary: string;
let library: Versions;
const binaries = new Map<number, string>();

beforeAll(async () => {
  temporary = await temporaryFolder();
  ({ dependency: library } = await pack(temporary));
  for (const node of nodes) binaries.set(node, await nodeOf(node));
});

describe.each([
  ['12, ESM', 'module', nest12],
  ['11, CommonJS', 'commonjs', nest11],
  ['11.0.0, CommonJS, all peers at their lowest', 'commonjs', lowest],
] as const)('an application of Nest %s', (nest, type, versions) => {
  let application: Application;

  beforeAll(async () => {
    const installed = await new Installation(join(temporary, nest)).install({ ...versions, ...library });
    application = await installed.application('app', type, 'app');
    await application.compile(['--skipLibCheck']);
  });

  describe.each(['express', 'fastify'] as const)('on %s', (server) => {
    it.each(nodes)('keeps entries, answers for its health and metrics, and ends, on Node %i', (node) =>
      table.row([nest, server, String(node)], async () => {
        expectAnswers(await application.answers({ ADAPTER: server }, binaries.get(node)), server);
      }),
    );
  });
});
