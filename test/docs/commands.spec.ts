import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DemoProcess, freePort } from '../e2e/demo-process.js';
import { commandsOf, consolesOf } from './blocks/commands.js';
import { curl } from './blocks/curl.js';
import { rows } from './blocks/documents.js';

// What the README tells a newcomer to type is typed, and answers what the README says.

describe('the commands of the README', () => {
  jest.setTimeout(60_000);
  const [start, ...others] = consolesOf('README.md');
  let cwd: string;
  let port: number;
  let demo: DemoProcess;

  beforeAll(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'kv-readme-'));
    port = await freePort();
    demo = new DemoProcess(cwd, { PORT: String(port) });
    await demo.isReady();
  }, 180_000);
  afterAll(async () => {
    await demo.stop('SIGINT');
    await demo.clear();
    rmSync(cwd, { recursive: true, force: true });
  });

  it('begin with the two that the tests of the demo and CI run', () => {
    expect(start && commandsOf(start)).toEqual([
      { command: 'npm install', answer: '' },
      { command: 'npm start', answer: '' },
    ]);
  });

  it.each(rows(others))('%s is answered as it says', async (_, block) => {
    expect.hasAssertions();
    for (const { command, answer } of commandsOf(block)) {
      const given = await curl(command.replace('localhost:3000', `localhost:${port}`));
      expect({ command, answer: given }).toEqual({ command, answer });
    }
  });
});
