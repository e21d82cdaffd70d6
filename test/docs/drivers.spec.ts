import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import ts from 'typescript';

import { limitsOf } from '../../libs/kv-store/src/drivers/dynamodb/item.js';
import { primaryKeyOf } from '../../libs/kv-store/src/drivers/dynamodb/primary-key.js';

// The guides to the drivers, against the drivers' sources: their options, and what they say when something goes wrong.

const root = resolve(__dirname, '../..');
const drivers = ['dynamodb', 'redis', 'nats', 'lmdb', 'memory'];
const sources = join(root, 'libs/kv-store/src');

const guideOf = (driver: string) => readFileSync(join(root, `docs/guides/drivers/${driver}.md`), 'utf8');

/** The code in the first cell of each row of the table under this head. */
function firstCells(text: string, head: string): string[][] {
  const [, table = ''] = new RegExp(`^\\| ${head} .*\\n\\|[ :|-]+\\n((?:\\|.*\\n?)+)`, 'm').exec(text) ?? [];
  return table
    .trim()
    .split('\n')
    .map((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code));
}

/** The options of a driver, as their type names them. */
function optionsOf(driver: string): string[] {
  const path = join(sources, `drivers/${driver}/${driver}.options.ts`);
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  const declared = file.statements
    .filter(ts.isInterfaceDeclaration)
    .find((one) => one.name.text.toLowerCase() === `${driver}options`);
  return (declared?.members ?? []).map((member) => (member.name as ts.Identifier).text);
}

/** All that the driver, and what all drivers stand on, may say: its texts as they are when they are put together. */
function textsOf(driver: string): string {
  return [join(sources, 'drivers', driver), join(sources, 'drivers'), join(sources, 'core')]
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .map((path) => readFileSync(path, 'utf8').replace(/['"`]\s*\+\s*['"`]/g, ''))
    .join('\n');
}

describe.each(drivers)('the guide to %s', (driver) => {
  it('has a row for each option, and no other', () => {
    const told = firstCells(guideOf(driver), 'option').flat();
    expect(told.length).toBeGreaterThan(2);
    expect([...told, 'driver'].sort()).toEqual(optionsOf(driver).sort());
  });

  const says = firstCells(guideOf(driver), 'it says').flat();

  it.each(says)('quotes what is said: %s', (message) => {
    const texts = textsOf(driver);
    const parts = message.split('…').map((part) => part.trim());
    expect(parts.filter((part) => !texts.includes(part))).toEqual([]);
  });

  it('quotes what is said in all rows of a table', () => {
    expect(says.length).toBeGreaterThan(2);
  });
});

it('the guide to dynamodb tells how large an entry may be in either table', () => {
  const [, simple = '', composite = ''] =
    /409,600 bytes less (\d+) for the other attributes \(less ([\d,]+) on a composite table\)/.exec(
      guideOf('dynamodb'),
    ) ?? [];
  const attributes = {
    pk: 'pk',
    sk: 'sk',
    value: 'value',
    ttl: 'ttl',
    ttlMs: 'ttlMs',
    version: 'version',
  };
  const less = (kind: 'simple' | 'composite') =>
    409_600 - limitsOf(primaryKeyOf(kind, attributes), attributes).entryBytes;
  expect([simple, composite]).toEqual([String(less('simple')), less('composite').toLocaleString('en')]);
});
