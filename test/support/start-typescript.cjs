// Runs the TypeScript file that is its first argument outside of jest, which compiles it elsewhere.
const { readFileSync } = require('node:fs');

const { transformSync } = require('@swc/core');

require('./servers/resolve-typescript.cjs');

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    swcrc: false,
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  });
  module._compile(code, filename);
};
require(process.argv[2]);
