import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';
import { parseAllDocuments } from 'yaml';

import { type Block, blocks, blocksIn, blocksOf, root, rows } from './blocks/documents.js';

// Blocks that are no TypeScript: data is parsed, and what a shell is told to run is there to be run.

const manifest = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest;
interface Manifest {
  readonly scripts?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}
const repository = manifest('package.json');
const library = manifest('libs/kv-store/package.json');
const demo = manifest('apps/demo/package.json') as Manifest & { dependencies: Record<string, string> };
/** What a reader is told to install is ours, a peer of ours, or used here; these were tried by hand. */
const triedByHand = ['vitest', 'unplugin-swc'];
const packages = new Set([
  'nestjs-kv-store',
  ...triedByHand,
  ...Object.keys({ ...library.peerDependencies, ...repository.devDependencies, ...demo.dependencies }),
]);

const problemsOf: Readonly<Record<string, (code: string) => string[]>> = {
  json: (code) => {
    try {
      JSON.parse(code);
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  },
  yaml: (code) => parseAllDocuments(code).flatMap(({ errors }) => errors.map(({ message }) => message)),
  js: (code) => {
    const { diagnostics = [] } = ts.transpileModule(code, { fileName: 'block.mjs', reportDiagnostics: true });
    return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  },
  sh: (code) => code.split('\n').flatMap(problemsOfLine),
  console: (code) =>
    code
      .split('\n')
      .filter((line) => line.startsWith('$ '))
      .flatMap((line) => problemsOfLine(line.slice(2))),
};

/** Of the commands in a line those that need something of this repository, or a package. */
function problemsOfLine(line: string): string[] {
  const commands = line.replace(/(^|\s)#.*$/, '').split(/&&|\|/);
  return commands.flatMap((command) => {
    const words = command
      .trim()
      .split(/\s+/)
      .filter((word) => !/^[A-Z_]+=/.test(word));
    const [program, verb = '', ...rest] = words;
    if (program === 'npm' && ['run', 'start', 'test'].includes(verb)) {
      const script = verb === 'run' ? (rest[0] ?? '') : verb;
      return repository.scripts?.[script] ? [] : [`There is no script '${script}'.`];
    }
    if (program === 'npm' && ['install', 'i'].includes(verb)) {
      const names = rest
        .filter((word) => !word.startsWith('-'))
        .map((word) => word.replace(/(?<=.)@.*$/, ''));
      return names.filter((name) => !packages.has(name)).map((name) => `Nobody here knows package ${name}.`);
    }
    if (program === 'node' && /\.[cm]?js$/.test(verb) && !existsSync(join(root, verb))) {
      return [`There is no ${verb}.`];
    }
    return [];
  });
}

describe('the blocks of the documentation that are no TypeScript', () => {
  it.each(rows(blocksIn('json', 'yaml', 'js')))('%s is well formed', (_, { language, code }) => {
    expect(problemsOf[language]?.(code)).toEqual([]);
  });

  it.each(rows(blocksIn('sh', 'console')))('%s asks for what there is', (_, { language, code }) => {
    expect(problemsOf[language]?.(code)).toEqual([]);
  });

  it('all say what they are', () => {
    expect(blocks.filter(({ language }) => language === '').map(({ place }) => place)).toEqual([]);
  });

  it('would be found broken', () => {
    const text = [
      '```json\n{ "a": 1, }\n```',
      '```yaml\na: [1\n```',
      '```js\nconst a = ;\n```',
      '```sh\nnpm install nestjs-kv-store @nestjs/common@12 && npm run nothing # why\nnode nothing.mjs\n```',
      '```console\n$ npm install nestjs-kv-stores\nadded 1 package\n```',
    ].join('\n\n');
    const found = (block: Block) => problemsOf[block.language]?.(block.code).length;
    expect(blocksOf('docs/broken.md', text).map(found)).toEqual([1, 1, 1, 2, 1]);
  });
});
