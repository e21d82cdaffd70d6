import { blocksIn } from './documents.js';

export interface Command {
  readonly command: string;
  /** The lines that the document shows below it. */
  readonly answer: string;
}

/** Each `$ command` of a document's console blocks. */
export function commandsOf(document: string): Command[] {
  return blocksIn('console')
    .filter((block) => block.document === document)
    .flatMap(({ code }) => code.split(/^\$ /m).slice(1))
    .map((entry) => {
      const [command = '', ...answer] = entry.trimEnd().split('\n');
      return { command, answer: answer.join('\n') };
    });
}
