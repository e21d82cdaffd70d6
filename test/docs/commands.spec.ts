import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { DemoProcess, freePort } from '../e2e/demo-process.js';

// What the README tells a newcomer to type is typed, and answers what the README says.

const root = resolve(__dirname, '../..');

/** Each `$ command` of the README's console blocks, with the lines that it shows as its answer. */
function commands(): { command: string; answer: string }[] {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  const blocks = [...text.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block = '']) => block);
  return blocks
    .flatMap((block) => block.split(/^\$ /m).slice(1))
    .map((entry) => {
      const [command = '', ...answer] = entry.trimEnd().split('\n');
      return { command, answer: answer.join('\n') };
    });
}

/** Does what curl would, for a machine may have none. */
async function curl(command: string): Promise<string> {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const [program, ...rest] = words;
  expect(program).toBe('curl');
  const headers = new Headers();
  const init: RequestInit = { headers, redirect: 'manual' };
  let url = '';
  while (rest.length > 0) {
    const word = rest.shift() ?? '';
    if (word === '-X') init.method = rest.shift() ?? '';
    else if (word === '-H') {
      const [name = '', value = ''] = (rest.shift() ?? '').split(': ');
      headers.append(name, value);
    } else if (word === '-d') {
      init.method ??= 'POST';
      init.body = rest.shift() ?? '';
    } else url = `http://${word}`;
  }
  return (await fetch(url, init)).text();
}

describe('the commands of the README', () => {
  jest.setTimeout(60_000);
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
    expect(commands().slice(0, 2)).toEqual([
      { command: 'npm install', answer: '' },
      { command: 'npm start', answer: '' },
    ]);
  });

  it('go on with curl, which answers as they say', async () => {
    const calls = commands().slice(2);
    expect(calls.length).toBeGreaterThanOrEqual(9);
    for (const { command, answer } of calls) {
      expect({
        command,
        answer: await curl(command.replace('localhost:3000', `localhost:${String(port)}`)),
      }).toEqual({
        command,
        answer,
      });
    }
  });
});
