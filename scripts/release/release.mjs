import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { releasedChangelog } from './changelog.mjs';
import { refuse } from './refusal.mjs';
import { output, run } from './run.mjs';
import { libraryOf, nextVersion, setVersion } from './versions.mjs';

/**
 * Releases what is on main: version, changelog, commit, tag and tarball, and with `publish` to the registry as well.
 * Refuses before anything is changed; what fails later is undone.
 */
export async function release({ root, wanted, dryRun, publish }) {
  const git = (...args) => output(root, 'git', ...args);
  const { name, version: current, repository } = libraryOf(root);
  const version = nextVersion(current, wanted);
  const tag = `v${version}`;

  if (git('branch', '--show-current') !== 'main') refuse('this is not main. Releases are made from main.');
  if (git('status', '--porcelain') !== '')
    refuse('there are changes that are not committed. Commit or stash them.');
  if (git('tag', '--list', tag) !== '') refuse(`there is a tag ${tag} already. Choose a later version.`);
  if (publish && repository === undefined) {
    refuse(
      `libs/kv-store/package.json has no 'repository'. Whoever installs ${name} should find its sources: add ` +
        '"repository": { "type": "git", "url": "…", "directory": "libs/kv-store" }, and "bugs" and "homepage" with it.',
    );
  }
  const path = join(root, 'CHANGELOG.md');
  const today = new Date().toISOString().slice(0, 10);
  const changelog = releasedChangelog(readFileSync(path, 'utf8'), version, today);
  run(root, 'npm', 'run', '--silent', 'check');

  if (dryRun) {
    console.log(
      `${name} ${version} would be released${publish ? ' and published' : ''}, with:\n\n${changelog.notes}`,
    );
    return;
  }

  let tarball;
  try {
    setVersion(root, current, version);
    writeFileSync(path, changelog.text);
    run(root, 'npm', 'run', '--silent', 'clean');
    run(root, 'npm', 'run', '--silent', 'build');
    tarball = pack(root);
    git('commit', '--all', '--message', `Release ${version}`);
  } catch (error) {
    git('restore', '--staged', '--worktree', '.');
    throw error;
  }
  git('tag', '--annotate', tag, '--message', `${name} ${version}`);
  console.log(`Released ${name} ${version}: commit, tag ${tag} and ${tarball}.`);
  if (publish) run(root, 'npm', 'publish', tarball);
  console.log(`Left to do: git push --follow-tags${publish ? '' : `, and npm publish ${tarball}`}`);
}

/** The tarball, in a folder that git ignores. Without `./` npm would take it for a repository of GitHub's. */
function pack(root) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const packed = output(
    root,
    'npm',
    'pack',
    '--json',
    '--workspace',
    'libs/kv-store',
    '--pack-destination',
    'dist',
  );
  return `./dist/${JSON.parse(packed)[0].filename}`;
}
