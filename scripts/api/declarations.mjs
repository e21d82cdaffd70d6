import { join } from 'node:path';

import ts from 'typescript';

/**
 * What a program declares, as TypeScript would write it into `dist`: a checker, and for each entry point its module.
 * All of it in memory, so that nothing has to be built first.
 */
export function declarationsOf(folder, entryPoints) {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const settings = { ...options, composite: false, incremental: false, tsBuildInfoFile: undefined };
  const emit = {
    ...settings,
    emitDeclarationOnly: true,
    declarationMap: false,
    sourceMap: false,
    noCheck: true,
  };
  const files = new Map();
  ts.createProgram(entryPoints, emit).emit(undefined, (path, text) => files.set(path, text));

  const host = ts.createCompilerHost(settings);
  const onDisk = { ...host };
  host.fileExists = (path) => files.has(path) || onDisk.fileExists(path);
  // Nothing is looked for in a folder that is not there, and these need not be.
  host.directoryExists = (path) => path.startsWith(options.outDir) || onDisk.directoryExists(path);
  host.readFile = (path) => files.get(path) ?? onDisk.readFile(path);
  const declared = entryPoints.map((path) =>
    path.replace(options.rootDir, options.outDir).replace(/\.ts$/, '.d.ts'),
  );
  const program = ts.createProgram(declared, { ...settings, noEmit: true }, host);
  const checker = program.getTypeChecker();
  return {
    checker,
    isOurs: (declaration) => files.has(declaration.getSourceFile().fileName),
    modules: declared.map((path) => checker.getSymbolAtLocation(program.getSourceFile(path))),
  };
}
