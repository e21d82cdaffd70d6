import { join } from 'node:path';

import { compilers } from '../support/compilers.js';
import { type Application, Installation, type ModuleType } from '../support/installation.js';
import { entryPoints, pack } from '../support/pack.js';
import { Table } from '../support/table.js';
import { temporaryFolder } from '../support/temporary.js';
import { nest11, nest12 } from '../support/versions.js';

// The types, for each way in which TypeScript finds a package and checks it.

jest.setTimeout(240_000);

const table = new Table('types in an application of', 'TypeScript', 'options');
let temporary: string;
let typescripts: Map<string, string>;
const applications = new Map<string, Application>();

beforeAll(async () => {
  temporary = await temporaryFolder();
  const { dependency } = await pack(temporary);
  typescripts = await compilers(join(temporary, 'compilers'), '5.4', '5.8', '5.9', '7.0');
  for (const [nest, type, versions] of [
    ['Nest 12, ESM', 'module', nest12],
    ['Nest 11, CommonJS', 'commonjs', nest11],
  ] as const) {
    const installed = await new Installation(join(temporary, nest)).install({
      ...versions,
      ...dependency,
    });
    applications.set(nest, await withEntryPoints(installed, 'app', type, 'app', 'types'));
    // By the older ways NATS's types are not found, whatever we do.
    applications.set(`${nest}, without NATS`, await withEntryPoints(installed, 'old', type, 'app'));
  }
});

async function withEntryPoints(installed: Installation, name: string, type: ModuleType, ...from: string[]) {
  const application = await installed.application(name, type, ...from);
  const lines = entryPoints.map((path, index) => `export * as part${String(index)} from '${path}';\n`);
  await application.write('entry-points.ts', lines.join(''));
  return application;
}

const old = ['--module', 'commonjs', '--moduleResolution', 'node10'];

it.each([
  ['Nest 12, ESM', '6.0', []],
  ['Nest 12, ESM', '6.0', ['--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess']],
  ['Nest 12, ESM', '6.0', ['--strict', 'false']],
  ['Nest 12, ESM', '6.0', ['--module', 'preserve', '--moduleResolution', 'bundler']],
  ['Nest 12, ESM', '5.8', []],
  ['Nest 12, ESM', '7.0', ['--exactOptionalPropertyTypes']],
  ['Nest 11, CommonJS', '6.0', []],
  ['Nest 11, CommonJS', '5.8', []],
  ['Nest 11, CommonJS', '5.9', ['--module', 'node20']],
  ['Nest 11, CommonJS', '7.0', []],
  ['Nest 11, CommonJS, without NATS', '5.9', old],
  ['Nest 11, CommonJS, without NATS', '5.4', old],
])('%s: compiles by TypeScript %s with %j', async (nest, typescript, options) => {
  await table.row([nest, typescript, options.join(' ')], async () => {
    const args = ['--noEmit', ...options];
    expect(await errors(applications.get(nest), args, typescripts.get(typescript))).toEqual([]);
  });
});

it('would see a type that is not there', async () => {
  const application = applications.get('Nest 12, ESM');
  await application?.write('broken.ts', "export { nothing } from 'nestjs-kv-store/terminus';\n");
  expect(await errors(application, ['--noEmit'])).toEqual([
    expect.stringMatching(/^src\/broken\.ts.*TS2305/),
  ]);
});

/** What is wrong in the application, or in the package. What others ship with errors is theirs. */
async function errors(
  application: Application | undefined,
  args: string[],
  compiler?: string,
): Promise<string[]> {
  if (application === undefined) throw new Error('There is no such application.');
  try {
    await application.compile(args, compiler);
    return [];
  } catch (error) {
    const found = (error as Error).message.split('\n').filter((line) => /error TS\d+/.test(line));
    if (found.length === 0) throw error;
    const others = /^(?:\.\.\/)*node_modules\/(?!nestjs-kv-store\/)/;
    return found.filter((line) => !others.test(line));
  }
}
