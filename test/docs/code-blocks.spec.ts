import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import ts from 'typescript';

// Every TypeScript block of the documentation is compiled, each as a module of its own, against the sources.

const root = resolve(__dirname, '../..');
const documents = [
  'README.md',
  'libs/kv-store/README.md',
  'docs/design.md',
  'docs/writing-a-driver.md',
  'examples/file-driver/README.md',
  'CONTRIBUTING.md',
];

const blocks = new Map<string, string>();
for (const document of documents) {
  const text = readFileSync(join(root, document), 'utf8');
  for (const match of text.matchAll(/^```ts\n(.*?)^```$/gms)) {
    const line = text.slice(0, match.index).split('\n').length;
    // Beside the document, where its relative imports lead somewhere.
    blocks.set(join(root, `${document}-line-${String(line)}.ts`), match[1] ?? '');
  }
}

function diagnosticsOf(files: ReadonlyMap<string, string>): Map<string, string[]> {
  const config = ts.readConfigFile(join(root, 'tsconfig.test.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  options.noUnusedLocals = false;
  const host = ts.createCompilerHost(options);
  const onDisk = { ...host };
  host.fileExists = (path) => files.has(path) || onDisk.fileExists(path);
  host.readFile = (path) => files.get(path) ?? onDisk.readFile(path);
  const program = ts.createProgram([...files.keys()], options, host);
  return new Map(
    [...files.keys()].map((path) => {
      const found = ts.getPreEmitDiagnostics(program, program.getSourceFile(path));
      return [path, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))];
    }),
  );
}

describe('the code blocks of the documentation', () => {
  const diagnostics = diagnosticsOf(blocks);

  it('are there', () => {
    expect(blocks.size).toBeGreaterThanOrEqual(9);
  });

  it.each([...blocks.keys()].map((path) => [path.slice(root.length + 1), path]))('%s compiles', (_, path) => {
    expect(diagnostics.get(path)).toEqual([]);
  });

  it('would be found broken', () => {
    const broken = new Map([
      [join(root, 'test/docs/broken.ts'), "import { nothing } from 'nestjs-kv-store';\n"],
    ]);
    expect(diagnosticsOf(broken).get(join(root, 'test/docs/broken.ts'))).toHaveLength(1);
  });
});
