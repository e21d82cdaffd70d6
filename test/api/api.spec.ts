import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

jest.setTimeout(120_000);

function api(...args: string[]) {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/api.mjs', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stderr };
}

describe('what users can import', () => {
  it('is what libs/kv-store/api says', () => {
    expect(api('--check')).toEqual({ status: 0, stderr: '' });
  });
});

describe('the report of what can be imported', () => {
  let folder: string;
  const write = (path: string, text: string) => {
    writeFileSync(join(folder, path), text);
  };
  const inside = `/** Not exported. */ export interface Options { readonly ttl?: number }`;
  const sub = `import { Box } from '../index.js'; export const text = () => new Box('text');`;
  const box = `import type { Options } from './inside.js';
    /** A box. */
    export class Box<T> {
      readonly #content: T;
      private hidden = 1;
      constructor(content: T, options: Options) { this.#content = content; this.hidden += options.ttl ?? 0; }
      /** Opens it. */
      open() { return this.#content; }
    }`;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kv-api-spec-'));
    mkdirSync(join(folder, 'src/sub'), { recursive: true });
    const types = (path: string) => ({ types: `./dist/${path}.d.ts`, default: `./dist/${path}.js` });
    const exports = { '.': types('index'), './sub': types('sub/index'), './package.json': './package.json' };
    write('package.json', JSON.stringify({ name: 'boxes', type: 'module', exports }));
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2023',
      strict: true,
      rootDir: 'src',
      outDir: 'dist',
    };
    write(
      'tsconfig.json',
      JSON.stringify({ compilerOptions: { ...compilerOptions, declaration: true, types: [] } }),
    );
    write('src/inside.ts', inside);
    write('src/index.ts', box);
    write(
      'src/sub/index.ts',
      `import { Box } from '../index.js'; export const text = () => new Box('text');`,
    );
    expect(api(folder)).toEqual({ status: 0, stderr: '' });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows members, and of what is within only what they are made of', () => {
    const report = readFileSync(join(folder, 'api/index.api.md'), 'utf8');
    const [exported = '', within = ''] = report.split('## What that is made of');
    expect(exported.replace(/\s+/g, ' ')).toContain(
      'class Box<T> { constructor(content: T, options: Options); open(): T; }',
    );
    expect(within).toContain('interface Options');
    expect(readFileSync(join(folder, 'api/sub.api.md'), 'utf8')).toMatch(
      /const text: \(\) => Box<string>;\n```\n$/,
    );
  });

  it('notices names that come and go, options, and types that are inferred, and says what to do', () => {
    write('src/inside.ts', inside.replace('ttl?: number', 'ttl: number'));
    write(
      'src/index.ts',
      box.replace('class Box', 'class Crate').replace('return this', 'return () => this'),
    );
    write('src/sub/index.ts', 'export const more = 1;');
    const { status, stderr } = api('--check', folder);
    expect(status).toBe(1);
    const changed = [
      '-class Box<T> {',
      '+class Crate<T> {',
      '-  readonly ttl?: number;',
      '+  open(): () => T;',
    ];
    for (const line of [...changed, '+const more = 1;']) expect(stderr).toContain(`\n${line}`);
    expect(stderr).toContain('run `npm run api`');
  });

  it('does not mind comments, private parts and code', () => {
    write('src/inside.ts', inside.replace('Not exported.', 'Within.'));
    write('src/index.ts', box.replace('A box.', 'Another word.').replaceAll('hidden', 'secret'));
    write('src/sub/index.ts', sub);
    expect(api('--check', folder)).toEqual({ status: 0, stderr: '' });
  });
});
