import { basename, dirname, join } from 'node:path';

import { type Block, blocksIn, documents, root } from './documents.js';

/** A block that is a module. One that begins with `// users.service.ts` is a file, which its document's others import. */
export interface BlockModule {
  readonly block: Block;
  /** Of one that is a file. */
  readonly name: string | undefined;
  /** Beside the document, where its relative imports lead somewhere. */
  readonly path: string;
  readonly source: string;
}

const nameOf = ({ code }: Block) => /^\/\/ ([\w./-]+\.ts)$/m.exec(code.split('\n', 1)[0] ?? '')?.[1];

const pathOf = ({ document, line }: Block, name = `line-${String(line)}.ts`) =>
  join(root, dirname(document), `${basename(document)}-${name}`);

/** The blocks of one document as modules. */
export function modulesOf(blocks: readonly Block[]): BlockModule[] {
  const names = new Set(blocks.map(nameOf));
  return blocks.map((block) => ({
    block,
    name: nameOf(block),
    path: pathOf(block, nameOf(block)),
    source: block.code.replace(/'\.\/([\w./-]+)\.js'/g, (specifier, name: string) =>
      names.has(`${name}.ts`) ? `'./${basename(block.document)}-${name}.js'` : specifier,
    ),
  }));
}

export const modules: readonly BlockModule[] = documents.flatMap((document) =>
  modulesOf(blocksIn('ts').filter((block) => block.document === document)),
);
