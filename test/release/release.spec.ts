import { Registry } from './registry.js';
import { Repository } from './repository.js';

// Real git, npm and scripts, on a repository of its own and a registry of its own.

jest.setTimeout(120_000);

let repository: Repository;

beforeEach(() => {
  repository = new Repository();
});

afterEach(() => {
  repository.remove();
});

describe('a release', () => {
  it('sets the version everywhere, dates the changelog, commits, tags and packs', () => {
    expect(repository.release(['minor'])).toMatchObject({ status: 0, stderr: '' });

    for (const path of [
      'package.json',
      'libs/kv-store/package.json',
      'apps/demo/package.json',
      'package-lock.json',
    ]) {
      expect(repository.read(path)).toContain('"version": "0.2.0"');
      expect(repository.read(path)).not.toContain('0.1.0');
    }
    expect(repository.read('apps/demo/src/docs/set-up-docs.ts')).toContain("setVersion('0.2.0')");
    const today = new Date().toISOString().slice(0, 10);
    expect(repository.read('CHANGELOG.md')).toBe(`# Changelog\n\n## 0.2.0 (${today})\n\n- All of it.\n`);
    expect(repository.git('log', '-1', '--format=%s %D')).toBe('Release 0.2.0 HEAD -> main, tag: v0.2.0');
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(repository.read('dist/nestjs-kv-store-0.2.0.tgz')).not.toBe('');
  });

  it('may be the first, of the version that is there', () => {
    expect(repository.release(['0.1.0'])).toMatchObject({ status: 0 });
    expect(repository.git('tag')).toBe('v0.1.0');
  });

  it.each([
    ['patch', '0.1.1'],
    ['minor', '0.2.0'],
    ['major', '1.0.0'],
    ['3.0.1', '3.0.1'],
  ])('%s is %s, and --dry-run says so and changes nothing', (wanted, version) => {
    const before = repository.state();
    const { status, stdout } = repository.release([wanted, '--dry-run']);
    expect(status).toBe(0);
    expect(stdout).toContain(`nestjs-kv-store ${version} would be released, with:\n\n- All of it.\n`);
    expect(repository.state()).toBe(before);
  });

  it.each<[string, () => void, string[], RegExp]>([
    ['nothing', () => undefined, [], /Name one version\. npm run release -- </],
    ['what is no version', () => undefined, ['1.2'], /'1\.2' is no version/],
    ['a version before', () => undefined, ['0.0.9'], /0\.0\.9 is before 0\.1\.0/],
    [
      'changes',
      () => {
        repository.write('new.txt', '');
      },
      ['patch'],
      /not committed/,
    ],
    [
      'another branch',
      () => {
        repository.git('switch', '-qc', 'topic');
      },
      ['patch'],
      /this is not main/,
    ],
    [
      'a tag',
      () => {
        repository.git('tag', 'v0.1.1');
      },
      ['patch'],
      /there is a tag v0\.1\.1/,
    ],
    [
      'an empty section',
      () => {
        changelog('## 0.2.0 (unreleased)\n\n## 0.1.0 (2026-01-01)\n\n- One.\n');
      },
      ['patch'],
      /is empty/,
    ],
    [
      'no section',
      () => {
        changelog('## 0.1.0 (2026-01-01)\n\n- One.\n');
      },
      ['patch'],
      /say what is new/,
    ],
    [
      'a red check',
      () => {
        fail('check.mjs');
      },
      ['patch'],
      /`npm run --silent check` failed/,
    ],
    [
      'a broken build',
      () => {
        fail('build.mjs');
      },
      ['patch'],
      /`npm run --silent build` failed/,
    ],
    ['--publish without a repository', () => undefined, ['patch', '--publish'], /has no 'repository'/],
  ])('is refused for %s, in a sentence, and leaves all as it was', (_, arrange, args, message) => {
    arrange();
    const before = repository.state();
    const { status, stderr } = repository.release(args);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^Not released: /m);
    expect(repository.state()).toBe(before);
  });

  it('is published only when that is asked for', async () => {
    const library = JSON.parse(repository.read('libs/kv-store/package.json')) as object;
    const of = { type: 'git', url: 'git+https://example.org/kv.git' };
    repository.writeJson('libs/kv-store/package.json', { ...library, repository: of });
    repository.commit('Say where it is');
    const registry = await Registry.start();
    try {
      expect((await registry.release(repository, ['patch'])).status).toBe(0);
      expect(registry.published).toEqual([]);
      changelog('## 0.1.2 (unreleased)\n\n- More.\n');
      expect((await registry.release(repository, ['patch', '--publish'])).status).toBe(0);
      expect(registry.published).toEqual(['/nestjs-kv-store 0.1.2']);
    } finally {
      await registry.stop();
    }
  });
});

function changelog(sections: string): void {
  repository.write('CHANGELOG.md', `# Changelog\n\n${sections}`);
  if (repository.git('status', '--porcelain') !== '') repository.commit('Change the changelog');
}

function fail(program: string): void {
  repository.write(program, 'process.exitCode = 1;\n');
  repository.commit('Break it');
}
