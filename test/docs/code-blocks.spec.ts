import { diagnosticsOf } from './blocks/compile.js';
import { blocksOf } from './blocks/documents.js';
import { type BlockModule, modules, modulesOf } from './blocks/modules.js';

// Every TypeScript block of the documentation is compiled, each as a module of its own, against the sources.

describe('the TypeScript blocks of the documentation', () => {
  const diagnostics = diagnosticsOf(modules);

  it('are there', () => {
    expect(modules.length).toBeGreaterThanOrEqual(60);
  });

  it.each(
    modules.map((module): [string, BlockModule] => [
      `${module.block.place} compiles${module.name ? ` as ${module.name}, for others to import` : ''}`,
      module,
    ]),
  )('%s', (_, { path }) => {
    expect(diagnostics.get(path)).toEqual([]);
  });

  it('would be found broken', () => {
    const text = [
      '# A guide\n\n```ts\n// names.ts\nexport const name: number = 5;\n```\n',
      "```ts\nimport { nothing } from 'nestjs-kv-store';\n```\n",
      "```ts\nimport { name } from './names.js';\nname.trim();\n```\n",
    ].join('\n');
    const broken = modulesOf(blocksOf('docs/broken.md', text));
    expect([...diagnosticsOf(broken).values()]).toEqual([
      [],
      [`Module '"nestjs-kv-store"' has no exported member 'nothing'.`],
      ["Property 'trim' does not exist on type 'number'."],
    ]);
  });
});
