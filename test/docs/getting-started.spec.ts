import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type INestApplication, Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { freePort } from '../e2e/demo-process.js';
import { commandsOf, consolesOf } from './blocks/commands.js';
import { curl } from './blocks/curl.js';
import { blocksOf, root, rows } from './blocks/documents.js';
import { modules } from './blocks/modules.js';
import { runAtOnce } from './blocks/run.js';
import { until } from '../support/until.js';

// The application that the guide has its reader write is started, and answers as the guide says.

const document = 'docs/guides/getting-started.md';

describe('the application of the guide to getting started', () => {
  let port: number;
  let app: INestApplication;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    port = await freePort();
    process.env['PORT'] = String(port);
    const create = jest.spyOn(NestFactory, 'create');
    const main = modules.find(({ block, name }) => block.document === document && name === 'main.ts');
    if (main) runAtOnce(main);
    app = (await create.mock.results[0]?.value) as INestApplication;
    await until(() => app.getHttpServer().listening as boolean);
  });
  afterAll(() => app.close());

  it.each(rows(consolesOf(document)))('%s is answered as it says', async (_, block) => {
    expect.hasAssertions();
    for (const { command, answer } of commandsOf(block)) {
      const given = await curl(command.replace('localhost:3000', `localhost:${port}`));
      expect({ command, answer: given }).toEqual({ command, answer });
    }
  });
});

it('the DynamoDB of the guide to getting started answers until its process is ended', async () => {
  const dataPath = mkdtempSync(join(tmpdir(), 'kv-guide-'));
  const port = String(await freePort());
  const code = blocksOf(document)
    .find((block) => block.code.startsWith('// dynamodb.mjs'))
    ?.code.replace('8000', port)
    .replace('./data/dynamodb', dataPath);
  const args = ['--input-type=module', '--eval', code ?? ''];
  const program = spawn('node', args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [said] = (await once(program.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe(`DynamoDB answers at http://127.0.0.1:${port} until you press Ctrl-C.\n`);
    await sleep(500); // In which a process with nothing left to do would be gone.
    expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(400);
  } finally {
    const ended = once(program, 'exit');
    program.kill('SIGINT');
    if (program.exitCode === null) await ended;
    rmSync(dataPath, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}, 60_000);
