import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { compilers } from '../support/compilers.js';
import { type Application, Installation } from '../support/installation.js';
import { optionalPeers, pack } from '../support/pack.js';
import { Table } from '../support/table.js';
import { temporaryFolder } from '../support/temporary.js';
import { asHere, bareNest12 } from '../support/versions.js';

// Each optional peer alone: what needs it is loaded, compiles and works without any of the others. What that is says
// `fixtures/peers`, a program for each peer; a peer more is a program more.

jest.setTimeout(240_000);

const programs = readdirSync(resolve(__dirname, '../fixtures/peers'), {
  recursive: true,
  withFileTypes: true,
})
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const nameOf = (program: string) => program.replace(/^.*\/fixtures\/peers\//, '').replace(/\.ts$/, '');

const table = new Table('the one optional peer');
let installed: Installation;
let compiler: string | undefined;

beforeAll(async () => {
  const temporary = await temporaryFolder();
  const { dependency } = await pack(temporary);
  installed = await new Installation(join(temporary, 'nest')).install({
    ...bareNest12,
    ...dependency,
  });
  // The quickest of all.
  compiler = (await compilers(join(temporary, 'compilers'), '7.0')).get('7.0');
});

it('all have a program', () => {
  expect(programs.map(nameOf).sort()).toEqual([...optionalPeers].sort());
});

it.each(programs.map((program) => [nameOf(program), program]))('%s', async (peer, program) => {
  await table.row([peer], async () => {
    const { [peer]: version = '' } = asHere(peer);
    await installed.add(peer, version);
    const application: Application = await installed.application(peer.replace(/\W/g, '-'), 'module');
    await application.copy(program, 'main.ts');
    await application.compile([], compiler);
    expect(await application.answers()).toBe('works');
  });
});
