import { type Block, blocksIn } from './documents.js';

export interface Command {
  readonly command: string;
  /** The lines that the document shows below it. */
  readonly answer: string;
}

/** The console blocks of a document. */
export function consolesOf(document: string): Block[] {
  return blocksIn('console').filter((block) => block.document === document);
}

/** Each `$ command` of a console block. */
export function commandsOf({ code }: Block): Command[] {
  return code
    .split(/^\$ /m)
    .slice(1)
    .map((entry) => {
      const [command = '', ...answer] = entry.trimEnd().split('\n');
      return { command, answer: answer.join('\n') };
    });
}
