import { join } from 'node:path';

import ts from 'typescript';

import { root } from './documents.js';
import type { BlockModule } from './modules.js';

/** What the compiler has to say of each module, as strictly as of our own sources. */
export function diagnosticsOf(modules: readonly BlockModule[]): Map<string, string[]> {
  const config = ts.readConfigFile(join(root, 'tsconfig.test.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  options.noUnusedLocals = false;
  const sources = new Map(modules.map(({ path, source }) => [path, source]));
  const host = ts.createCompilerHost(options);
  const onDisk = { ...host };
  host.fileExists = (path) => sources.has(path) || onDisk.fileExists(path);
  host.readFile = (path) => sources.get(path) ?? onDisk.readFile(path);
  const program = ts.createProgram([...sources.keys()], options, host);
  return new Map(
    [...sources.keys()].map((path) => {
      const found = ts.getPreEmitDiagnostics(program, program.getSourceFile(path));
      return [path, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))];
    }),
  );
}
