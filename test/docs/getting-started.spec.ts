import { type INestApplication, Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { freePort } from '../e2e/demo-process.js';
import { commandsOf, consolesOf } from './blocks/commands.js';
import { curl } from './blocks/curl.js';
import { rows } from './blocks/documents.js';
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
