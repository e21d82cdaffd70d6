import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { root, textOf } from './blocks/documents.js';

// The reference names all that can be imported, and all that may have to be installed.

const reference = textOf('libs/kv-store/README.md');
const sectionOf = (heading: string) =>
  reference.split(/^## /m).find((section) => section.startsWith(`${heading}\n`)) ?? '';

const subpaths = readdirSync(join(root, 'libs/kv-store/api')).map((file): [string, string[]] => {
  const text = textOf(`libs/kv-store/api/${file}`).split('\n## ')[0] ?? '';
  const names = [...text.matchAll(/^(?:class|interface|type|const|function) (\w+)/gm)];
  return [/^# (\S+)/.exec(text)?.[1] ?? file, names.map(([, name = '']) => name)];
});

describe('the reference', () => {
  it.each(subpaths)('says what each name of %s is for', (subpath, names) => {
    const rows = sectionOf('All names').split('\n');
    const own = rows.filter((row) =>
      subpath === 'nestjs-kv-store' ? !row.includes('`nestjs-kv-store/') : row.includes(`\`${subpath}\``),
    );
    expect(names).not.toEqual([]);
    expect(names.filter((name) => !own.some((row) => row.includes(`\`${name}\``)))).toEqual([]);
  });

  it('says what each peer is for', () => {
    const { peerDependencies } = JSON.parse(textOf('libs/kv-store/package.json')) as {
      peerDependencies: Record<string, string>;
    };
    const install = sectionOf('Install');
    expect(Object.keys(peerDependencies).filter((peer) => !install.includes(`\`${peer}\``))).toEqual([]);
  });
});
