import ts from 'typescript';

/**
 * What a block says that it prints: the comments behind its `console.log(…);`, in their order. A block that says so
 * of any is run, and must then say it of all.
 */
export function promisedPrints(code: string): string[] {
  const file = ts.createSourceFile('block.ts', code, ts.ScriptTarget.Latest, true);
  const prints: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isExpressionStatement(node) && node.getText().includes('console.log(')) {
      const [comment] = ts.getTrailingCommentRanges(code, node.end) ?? [];
      if (comment) prints.push(code.slice(comment.pos + 2, comment.end).trim());
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return prints;
}

/** Whether it was printed; in what is promised `…` stands for anything. */
export function isPromised(printed: string, promised: string): boolean {
  const parts = promised.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(printed.replace(/\s+/g, ' '));
}
