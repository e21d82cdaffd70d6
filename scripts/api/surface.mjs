import ts from 'typescript';

const printer = ts.createPrinter({ removeComments: true });

/**
 * What can be imported from a module, and what that is made of but for what can be imported from `elsewhere`: by name,
 * the declarations without their comments.
 */
export function surfaceOf(module, elsewhere, { checker, isOurs }) {
  const exported = new Map();
  const within = new Map();
  const waiting = [];
  const take = (into, name, symbol) => {
    into.set(name, symbol);
    waiting.push(...(symbol.declarations ?? []).filter(isOurs));
  };
  const exportsOf = (one) => checker.getExportsOfModule(one).map((symbol) => [symbol.name, resolved(symbol)]);
  for (const [name, symbol] of exportsOf(module)) take(exported, name, symbol);

  const known = new Set([...exported.values(), ...elsewhere.flatMap(exportsOf).map(([, symbol]) => symbol)]);
  while (waiting.length > 0) {
    for (const symbol of named(waiting.pop())) {
      if (known.has(symbol) || !symbol.declarations?.some(isOurs)) continue;
      known.add(symbol);
      take(within, symbol.name, symbol);
    }
  }
  return { exported: print(exported), within: print(within) };

  function resolved(symbol) {
    return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  }

  /** The declarations of whole modules that a declaration names. */
  function named(declaration) {
    const found = new Set();
    const look = (node) => {
      if (ts.isIdentifier(node)) {
        const symbol = checker.getSymbolAtLocation(node);
        if (symbol !== undefined && isTopLevel(resolved(symbol))) found.add(resolved(symbol));
      }
      if (!isPrivate(node)) ts.forEachChild(node, look);
    };
    look(declaration);
    return found;
  }

  function print(symbols) {
    return new Map(
      [...symbols]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, symbol]) => [name, symbol.declarations.filter(isOurs).map(textOf).join('\n')]),
    );
  }
}

function isTopLevel(symbol) {
  return symbol.declarations?.some((declaration) => {
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    return ts.isSourceFile(statement.parent);
  });
}

const isPrivate = (node) =>
  ts.isPropertyDeclaration(node) || ts.isMethodDeclaration(node) || ts.isAccessor(node)
    ? ts.isPrivateIdentifier(node.name) || hasModifier(node, ts.SyntaxKind.PrivateKeyword)
    : false;
const hasModifier = (node, kind) => node.modifiers?.some((modifier) => modifier.kind === kind) ?? false;

/** A declaration as users meet it: without comments, private parts, `export` and `declare`. */
function textOf(declaration) {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const { transformed } = ts.transform(statement, [
    (context) => (root) => {
      const visit = (node) => (isPrivate(node) ? undefined : ts.visitEachChild(node, visit, context));
      return visit(root);
    },
  ]);
  return printer
    .printNode(ts.EmitHint.Unspecified, transformed[0], statement.getSourceFile())
    .replace(/^(export |declare |default )+/, '');
}
