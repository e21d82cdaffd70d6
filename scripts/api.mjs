// Writes down all that users can import, with its types, into libs/kv-store/api. With --check it compares instead, and
// says what is not as it was. Another folder with a package.json and sources may be named.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { checkReports, writeReports } from './api/reports.mjs';

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean' } },
  allowPositionals: true,
});
const [folder = fileURLToPath(new URL('../libs/kv-store', import.meta.url))] = positionals;
if (values.check) process.exitCode = (await checkReports(folder)) ? 0 : 1;
else await writeReports(folder);
