import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

import { freePort } from '../../e2e/demo-process.js';
import { until } from '../../support/until.js';

jest.setTimeout(180_000);

const root = resolve(__dirname, '../../..');

/** What `nest start --watch` needs, in a folder where it may be changed. */
async function copyOfTheProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'test-reload-'));
  const wanted = [
    'nest-cli.json',
    'tsconfig.json',
    'tsconfig.base.json',
    'package.json',
    'apps/demo',
    'libs',
  ];
  for (const one of wanted) {
    const filter = (source: string) => basename(source) !== 'node_modules';
    await cp(join(root, one), join(folder, one), { recursive: true, filter });
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

describe('nest start --watch', () => {
  let folder: string;
  let port: number;
  let nest: ChildProcess;
  let output = '';
  beforeAll(async () => {
    [folder, port] = [await copyOfTheProject(), await freePort()];
    nest = spawn(
      process.execPath,
      [join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'start', 'demo', '--watch'],
      {
        cwd: folder,
        env: {
          ...process.env,
          NO_COLOR: '1',
          PORT: String(port),
          KV_DRIVER: 'lmdb',
          LMDB_PATH: join(folder, 'data'),
        },
        // So that its application ends with it.
        detached: true,
      },
    );
    for (const stream of [nest.stdout, nest.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  });
  afterAll(async () => {
    if (nest.pid !== undefined && nest.exitCode === null) {
      process.kill(-nest.pid, 'SIGTERM');
      await once(nest, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  });

  const starts = () => output.split('Nest application successfully started').length - 1;
  const url = () => `http://localhost:${String(port)}/kv/key`;

  it('closes the store with the old code and opens it with the new, with all that it had', async () => {
    await until(() => starts() === 1, 120_000);
    const stored = await fetch(url(), {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"value":"kept"}',
    });
    expect(stored.status).toBe(204);
    for (const round of [2, 3]) {
      await appendFile(join(folder, 'apps/demo/src/kv/kv.module.ts'), `// Change ${String(round)}.\n`);
      await until(() => starts() === round, 60_000);
      expect(await (await fetch(url())).json()).toEqual({ key: 'key', value: 'kept' });
    }
    expect(output.split("Store 'default' is open").length - 1).toBe(3);
    expect(output.split("Store 'default' is closed").length - 1).toBe(2);
    expect(output).not.toMatch(/ERROR|WARN|EADDRINUSE/);
  });
});
