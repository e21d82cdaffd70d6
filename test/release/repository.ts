import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const script = resolve(__dirname, '../../scripts/release.mjs');

/** A repository laid out as this one, with a library of one file, and a check and a build that cost nothing. */
export class Repository {
  readonly root = mkdtempSync(join(tmpdir(), 'kv-release-'));

  constructor() {
    const dependency = { 'nestjs-kv-store': '0.1.0' };
    const version = '0.1.0';
    const main = { name: 'main', version, private: true, devDependencies: dependency };
    const scripts = { check: 'node check.mjs', clean: 'node -e 0', build: 'node build.mjs' };
    const library = { name: 'nestjs-kv-store', version, type: 'module', files: ['dist'] };
    const demo = { name: 'demo', version, private: true, dependencies: dependency };
    this.writeJson('package.json', { ...main, workspaces: ['libs/*', 'apps/*'], scripts });
    this.writeJson('libs/kv-store/package.json', { ...library, exports: './dist/index.js' });
    this.writeJson('apps/demo/package.json', demo);
    const packages = { '': main, 'apps/demo': demo, 'libs/kv-store': library };
    this.writeJson('package-lock.json', { name: 'main', version, lockfileVersion: 3, packages });
    this.write('apps/demo/src/docs/set-up-docs.ts', "builder.setVersion('0.1.0')\n");
    this.write('check.mjs', '');
    this.write('build.mjs', '');
    this.write('libs/kv-store/dist/index.js', 'export const one = 1;\n');
    this.write('CHANGELOG.md', '# Changelog\n\n## 0.1.0 (unreleased)\n\n- All of it.\n');
    // No settings of whoever runs this, such as a key to sign with, are asked for.
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('config', 'user.name', 'Nobody');
    this.git('config', 'user.email', 'nobody@example.org');
    this.git('config', 'commit.gpgSign', 'false');
    this.git('config', 'tag.gpgSign', 'false');
    this.write('.gitignore', '/dist/\n');
    this.commit('Begin');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  writeJson(path: string, value: object): void {
    this.write(path, `${JSON.stringify(value, undefined, 2)}\n`);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.root, encoding: 'utf8' }).trim();
  }

  commit(message: string): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
  }

  /** What there is besides the sources: commits, tags and changes. */
  state(): string {
    return [this.git('log', '--oneline'), this.git('tag'), this.git('status', '--porcelain')].join('\n');
  }

  release(args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      cwd: this.root,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
