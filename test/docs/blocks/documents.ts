import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(__dirname, '../../..');

/** What users read, by their paths from the root. What programs have written is none of it. */
export const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'libs/kv-store/README.md',
  'benchmarks/README.md',
  'benchmarks/http/README.md',
  'benchmarks/open-loop/README.md',
  ...markdownIn('docs'),
  ...markdownIn('examples'),
];

function markdownIn(folder: string): string[] {
  const paths = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return (
    paths
      // What `npm run docs` has written stands in api.
      .filter((path) => path.endsWith('.md') && !/node_modules|^api\//.test(path))
      .map((path) => `${folder}/${path}`)
      .sort()
  );
}

export function textOf(document: string): string {
  return readFileSync(join(root, document), 'utf8');
}

/** A fenced block of code. */
export interface Block {
  /** The document's path from the root. */
  readonly document: string;
  /** The line on which its fence opens. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** For the titles of tests: `docs/guides/testing.md:12`. */
  readonly place: string;
}

export function blocksOf(document: string, text = textOf(document)): Block[] {
  return [...text.matchAll(/^```(\w*)[^\n]*\n(.*?)^```$/gms)].map(
    ({ 1: language = '', 2: code = '', index }) => {
      const line = text.slice(0, index).split('\n').length;
      return { document, line, language, code, place: `${document}:${String(line)}` };
    },
  );
}

export const blocks = documents.flatMap((document) => blocksOf(document));

export function blocksIn(...languages: string[]): Block[] {
  return blocks.filter(({ language }) => languages.includes(language));
}

/** Rows for `it.each`. */
export function rows(chosen: readonly Block[]): [place: string, block: Block][] {
  return chosen.map((block) => [block.place, block]);
}
