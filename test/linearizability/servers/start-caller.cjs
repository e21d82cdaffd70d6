// Runs caller-process.ts outside of jest, which compiles it elsewhere.
const { readFileSync } = require('node:fs');

const { transformSync } = require('@swc/core');

require('../../support/servers/resolve-typescript.cjs');

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
require('./caller-process.ts');
