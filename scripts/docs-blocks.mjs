// Runs the tests of the documentation, and prints for each of its blocks of code what they did with it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const temporary = mkdtempSync(join(tmpdir(), 'kv-docs-'));
const outputFile = join(temporary, 'results.json');
const args = [
  '--selectProjects',
  'servers',
  '--testPathPatterns',
  'test/docs',
  '--json',
  '--outputFile',
  outputFile,
];
const { status } = spawnSync('npx', ['jest', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8'));
rmSync(temporary, { recursive: true });

/** By document, by line, what was done with the block there. */
const done = new Map();
for (const { name, assertionResults } of testResults) {
  for (const { fullName, title, ancestorTitles, status } of assertionResults) {
    const [, document, line] = /(\S+\.md):(\d+)/.exec(fullName) ?? [];
    if (!document) continue;
    // A title is the place and what holds of it, or what holds of all is said above.
    const words = title.replace(/^\S+\.md:\d+\s*/, '') || ancestorTitles.at(-1);
    const lines = done.get(document) ?? done.set(document, new Map()).get(document);
    const all = lines.get(Number(line)) ?? lines.set(Number(line), []).get(Number(line));
    all.push(`${words} (${status === 'passed' ? '' : `${status}, `}${basename(name)})`);
  }
}
for (const [document, lines] of [...done].sort(([a], [b]) => a.localeCompare(b))) {
  console.log(`${document}: ${lines.size} blocks`);
  for (const [line, all] of [...lines].sort(([a], [b]) => a - b)) console.log(`  ${line}: ${all.join('; ')}`);
}
process.exitCode = status;
