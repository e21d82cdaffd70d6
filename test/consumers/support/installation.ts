import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { root } from './pack.js';
import { type Output, run } from './run.js';
import type { Versions } from './versions.js';

const fixtures = resolve(__dirname, '../fixtures');
const tsc = join(root, 'node_modules/typescript/bin/tsc');
// What lies in npm's cache is taken from there.
const quickly = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];

export type ModuleType = 'module' | 'commonjs';

/** A folder with packages, and applications side by side in it, who find them by looking upwards. */
export class Installation {
  constructor(readonly folder: string) {}

  async install(dependencies: Versions): Promise<this> {
    await mkdir(this.folder, { recursive: true });
    await writeJson(join(this.folder, 'package.json'), { private: true, dependencies });
    await run(this.folder, 'npm', ['install', '--no-save', ...quickly]);
    return this;
  }

  /** Installs one package more, in place of the one that was added before. */
  async add(name: string, version: string): Promise<void> {
    await run(this.folder, 'npm', ['install', '--no-save', ...quickly, `${name}@${version}`]);
  }

  /** An application made of fixtures. */
  async application(name: string, type: ModuleType, ...from: readonly string[]): Promise<Application> {
    const folder = join(this.folder, name);
    await mkdir(folder);
    await writeJson(join(folder, 'package.json'), { type });
    await cp(join(fixtures, 'tsconfig.json'), join(folder, 'tsconfig.json'));
    for (const fixture of from) await cp(join(fixtures, fixture), join(folder, 'src'), { recursive: true });
    return new Application(folder);
  }
}

export class Application {
  #runs = 0;

  constructor(readonly folder: string) {}

  async write(path: string, text: string): Promise<void> {
    await mkdir(join(this.folder, 'src'), { recursive: true });
    await writeFile(join(this.folder, 'src', path), text);
  }

  async copy(from: string, path: string): Promise<void> {
    await cp(from, join(this.folder, 'src', path));
  }

  /** With options of the compiler beside those of the fixtures, by this compiler or by another. */
  async compile(args: readonly string[] = [], compiler = tsc): Promise<void> {
    await run(this.folder, process.execPath, [compiler, '-p', '.', ...args]);
  }

  /** Runs it to its end, with data of its own, and expects it to complain of nothing. */
  async answers(env: NodeJS.ProcessEnv = {}, node = process.execPath): Promise<unknown> {
    const { stdout, stderr } = await this.start(env, node);
    if (stderr !== '') throw new Error(`It printed to stderr:\n${stderr}`);
    return JSON.parse(stdout);
  }

  private start(env: NodeJS.ProcessEnv, node: string): Promise<Output> {
    this.#runs += 1;
    const settings = {
      DATA: join(this.folder, `data-${String(this.#runs)}`),
      // What the AWS SDK thinks of Node 20 is no matter of ours.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
    return run(this.folder, node, ['dist/main.js'], { ...settings, ...env });
  }
}

function writeJson(path: string, value: object): Promise<void> {
  return writeFile(path, JSON.stringify(value, undefined, 2));
}
