import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { library, type Pack, pack, root } from './support/pack.js';
import { run } from './support/run.js';
import { temporaryFolder } from './support/temporary.js';

// What is published, as it lies in the tarball.

jest.setTimeout(120_000);

let temporary: string;
let packed: Pack;

beforeAll(async () => {
  temporary = await temporaryFolder();
  packed = await pack(temporary);
});

async function tool(path: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await run(root, process.execPath, [join(root, 'node_modules', path), ...args]);
  return stdout + stderr;
}

describe('the package', () => {
  it('holds the licence, the README and what was built, and nothing else', async () => {
    const written = await readdir(join(library, 'src'), { recursive: true });
    const sources = written.filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'));
    const built = sources.flatMap((path) =>
      ['.js', '.d.ts'].map((end) => join('dist', path.replace(/\.ts$/, end))),
    );
    // More than this was built of files that are gone: `npm run clean` removes it.
    expect([...packed.files].sort()).toEqual(['LICENSE', 'README.md', 'package.json', ...built].sort());
    expect(built).toContain('dist/index.js');
    expect(await readFile(join(library, 'LICENSE'), 'utf8')).toBe(
      await readFile(join(root, 'LICENSE'), 'utf8'),
    );
  });

  it('is small', () => {
    expect(packed.size).toBeLessThan(350_000);
    expect(packed.unpackedSize).toBeLessThan(1_500_000);
  });

  it('is well formed to publint', async () => {
    expect(await tool('publint/src/cli.js', 'run', packed.tarball, '--strict')).toContain('All good!');
  });

  it('would be published without a warning', async () => {
    // Nobody listens there: what is asked for is no more than what it would do.
    const registry = [
      '--registry=http://127.0.0.1:1/',
      '--//127.0.0.1:1/:_authToken=none',
      '--fetch-retries=0',
    ];
    const { stderr } = await run(root, 'npm', [
      'publish',
      '--dry-run',
      '--ignore-scripts',
      ...registry,
      packed.tarball,
    ]);
    expect(stderr).toContain('Publishing to http://127.0.0.1:1/ with tag latest');
    expect(stderr.split('\n').filter((line) => /^npm (warn|error)/.test(line))).toEqual([]);
  });

  // That CommonJS cannot `require` an ES module is true no more of any Node that the package supports.
  it('gives every subpath its types, to every resolution of TypeScript', async () => {
    const attw = '@arethetypeswrong/cli/dist/index.js';
    const rules = ['--profile', 'strict', '--ignore-rules', 'cjs-resolves-to-esm'];
    expect(await tool(attw, packed.tarball, ...rules)).toContain('No problems found');
  });
});
