import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

// The other specs run the sources as CommonJS. Here is what users get: the package as built and packed, installed
// into applications of theirs, compiled and started.

const root = resolve(__dirname, '../..');
const library = join(root, 'libs/kv-store');
const bin = (path: string) => join(root, 'node_modules', path);

jest.setTimeout(240_000);

let temporary: string;
let tarball: string;
/** What the tarball holds. */
let packed: string[];

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'kv-consumers-'));
  const output = await run(
    library,
    'npm',
    'pack',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    temporary,
  );
  const [pack] = JSON.parse(output) as [{ filename: string; files: { path: string }[] }];
  tarball = join(temporary, pack.filename);
  packed = pack.files.map(({ path }) => path);
});

afterAll(() => rm(temporary, { recursive: true, force: true }));

describe('the package', () => {
  it('holds the licence, the README, the sources and what was built of them, and nothing else', async () => {
    const sources = packed.filter((path) => /^src\/.*\.ts$/.test(path));
    const built = sources.flatMap((path) =>
      ['.js', '.js.map', '.d.ts', '.d.ts.map'].map((end) =>
        path.replace(/^src/, 'dist').replace(/\.ts$/, end),
      ),
    );
    // More than this was built of files that are gone: `npm run clean` removes it.
    expect([...packed].sort()).toEqual(['LICENSE', 'README.md', 'package.json', ...sources, ...built].sort());
    expect(sources).toContain('src/index.ts');
    expect(sources.filter((path) => /\.(spec|test)\.ts$/.test(path))).toEqual([]);
    expect(await readFile(join(library, 'LICENSE'), 'utf8')).toBe(
      await readFile(join(root, 'LICENSE'), 'utf8'),
    );
  });

  it('is well formed to publint', async () => {
    expect(await node(root, bin('publint/src/cli.js'), 'run', tarball, '--strict')).toContain('All good!');
  });

  it('gives every subpath its types', async () => {
    const cli = bin('@arethetypeswrong/cli/dist/index.js');
    const output = await node(root, cli, tarball, '--profile', 'esm-only', '--format', 'json');
    expect(JSON.parse(output)).not.toHaveProperty('error');
  });
});

describe.each([
  ['nest12-esm', 'lmdb'],
  ['nest11-cjs', 'memory'],
])('an application like %s', (fixture, driver) => {
  it('compiles, keeps entries and answers for its health and metrics', async () => {
    const answers = await outputOf(fixture, 'app');
    expect(answers).toMatchObject({
      miss: { status: 404 },
      set: { status: 200 },
      get: { status: 200, body: '{"value":"hello"}' },
      note: { status: 200 },
      notes: { status: 200, body: expect.stringContaining('{"key":"first","value":{"text":"typed"}') },
      health: { status: 200, body: expect.stringContaining(`"kv":{"driver":"${driver}"`) },
      metrics: {
        status: 200,
        body: expect.stringContaining(
          `kv_store_operation_duration_seconds_count{store="default",driver="${driver}",operation="get",outcome="hit"} 1\n`,
        ),
      },
    });
  });
});

describe('an application with no optional peer', () => {
  it('compiles, keeps entries in memory and is told what each driver needs', async () => {
    const lacks = (peer: string) => ({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(new RegExp(`: npm install ${peer}$`)),
    });
    expect(await outputOf('no-peers')).toEqual({
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

/** Makes an application of a fixture and of sources that fixtures share, compiles it, and runs it to its end. */
async function outputOf(fixture: string, ...shared: string[]): Promise<unknown> {
  const app = join(temporary, fixture);
  await mkdir(app);
  await cp(join(__dirname, 'tsconfig.consumer.json'), join(app, 'tsconfig.json'));
  for (const from of [...shared, fixture])
    await cp(join(__dirname, from), join(app, 'src'), { recursive: true });
  await cp(join(__dirname, fixture, 'package.json'), join(app, 'package.json'));
  // What lies in npm's cache is taken from there.
  const quickly = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  await run(app, 'npm', 'install', '--no-save', ...quickly, tarball);
  await node(app, bin('typescript/bin/tsc'), '-p', '.');
  return JSON.parse(await node(app, 'dist/main.js'));
}

function node(folder: string, ...args: string[]): Promise<string> {
  return run(folder, process.execPath, ...args);
}

/** What a command prints; where it fails, an error with all that it printed. */
async function run(folder: string, command: string, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, args, {
      cwd: folder,
      timeout: 120_000,
      maxBuffer: 2 ** 24,
    });
    return stdout;
  } catch (error) {
    const { message, stdout, stderr } = error as Error & { stdout?: string; stderr?: string };
    throw new Error([message, stdout, stderr].join('\n'), { cause: error });
  }
}
