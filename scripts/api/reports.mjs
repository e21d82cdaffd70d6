import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import prettier from 'prettier';

import { declarationsOf } from './declarations.mjs';
import { surfaceOf } from './surface.mjs';

/** By the name of its file, what can be imported from each entry point of the package in `folder`. */
async function reportsOf(folder) {
  const { name, exports } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const entries = Object.entries(exports).filter(([, entry]) => typeof entry === 'object');
  const sources = entries.map(([, { types }]) =>
    join(folder, types.replace(/^\.\/dist/, 'src').replace(/\.d\.ts$/, '.ts')),
  );
  const { modules, ...declarations } = declarationsOf(folder, sources);
  const style = (await prettier.resolveConfig(folder)) ?? {};
  const reports = new Map();
  for (const [index, [path]] of entries.entries()) {
    const text = reportOf(path.replace('.', name), surfaceOf(modules[index], modules, declarations));
    const file = `${path === '.' ? 'index' : path.slice(2).replaceAll('/', '-')}.api.md`;
    reports.set(file, await prettier.format(text, { ...style, parser: 'markdown' }));
  }
  return reports;
}

function reportOf(entryPoint, { exported, within }) {
  const block = (declarations) => `\`\`\`typescript\n${[...declarations.values()].join('\n\n')}\n\`\`\`\n`;
  return [
    `# ${entryPoint}\n`,
    'All that can be imported. Written by `npm run api`: a change here is a change for users.\n',
    block(exported),
    ...(within.size > 0 ? ['## What that is made of, and cannot be imported\n', block(within)] : []),
  ].join('\n');
}

export async function writeReports(folder) {
  const target = join(folder, 'api');
  await rm(target, { recursive: true, force: true });
  await write(target, await reportsOf(folder));
}

/** Whether the reports are as they are checked in; if not, it prints how they differ, and what to do. */
export async function checkReports(folder) {
  const kept = join(folder, 'api');
  const reports = await reportsOf(folder);
  const names = await readdir(kept).catch(() => []);
  const texts = new Map();
  for (const name of names) texts.set(name, await readFile(join(kept, name), 'utf8'));
  const all = [...new Set([...texts.keys(), ...reports.keys()])];
  if (all.every((name) => texts.get(name) === reports.get(name))) return true;

  const temporary = await mkdtemp(join(tmpdir(), 'kv-api-'));
  await write(join(temporary, 'was'), texts);
  await write(join(temporary, 'is'), reports);
  const diff = ['diff', '--no-index', '--no-color', '--no-prefix', 'was', 'is'];
  const { stdout } = spawnSync('git', diff, { cwd: temporary, encoding: 'utf8' });
  await rm(temporary, { recursive: true, force: true });
  const changed = all.filter((name) => texts.get(name) !== reports.get(name));
  console.error(
    `What users can import is not as ${kept} says: ${changed.join(', ')}.\n\n${stdout}\n` +
      'If that is meant, run `npm run api`, commit what it writes, and tell users in CHANGELOG.md; a name that is gone, ' +
      'or takes or gives something else, is a new major version. If not, undo it.',
  );
  return false;
}

async function write(folder, texts) {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of texts) await writeFile(join(folder, name), text);
}
