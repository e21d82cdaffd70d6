import * as crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join, resolve } from 'node:path';

import * as lmdb from 'lmdb';
import { createKvStore } from 'nestjs-kv-store';
import ts from 'typescript';

import { newFolder } from '../drivers/lmdb/folder.js';

// What docs/guides/drivers/lmdb.md has users type is done, beside a store and on what it has left.

const text = readFileSync(resolve(__dirname, '../../docs/guides/drivers/lmdb.md'), 'utf8');
const [, backingUp = '', another = ''] = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(
  ([, code = '']) => code,
);
const modules: Record<string, unknown> = { 'node:crypto': crypto, 'node:fs/promises': fs };

const folders = [newFolder(), newFolder(), newFolder()];

interface Exports {
  readonly backUp: (path: string, to: string) => Promise<void>;
}

/** Runs a block on a directory in place of the one that it names, and closes what it has opened. */
async function run(code: string, path: string, print: (line: unknown) => void): Promise<Exports> {
  const opened: lmdb.RootDatabase[] = [];
  const open = (options: lmdb.RootDatabaseOptionsWithPath) => {
    const root = lmdb.open(options);
    opened.push(root);
    return root;
  };
  const { outputText } = ts.transpileModule(code.replaceAll('/var/lib/shop', path), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  });
  const exports = {} as Exports;
  const AsyncFunction = run.constructor as FunctionConstructor;
  const body = new AsyncFunction('exports', 'require', 'console', outputText) as (
    ...scope: unknown[]
  ) => Promise<void>;
  await body(exports, (name: string) => (name === 'lmdb' ? { open } : modules[name]), { log: print });
  for (const root of opened) await root.close();
  return exports;
}

it('a backup of a store that is open is a store', async () => {
  const [path = '', parent = ''] = folders;
  const to = join(parent, 'backup');
  const { backUp } = await run(backingUp, path, () => undefined);
  await using kv = await createKvStore({ driver: 'lmdb', path });
  await kv.set('users:42', 'before', { ttl: 60_000 });
  await backUp(path, to);
  await kv.set('users:42', 'after');
  await using copy = await createKvStore({ driver: 'lmdb', path: to });
  expect(await copy.getEntry('users:42')).toMatchObject({
    value: 'before',
    expiresAt: expect.any(Number) as number,
  });
  expect(await kv.get('users:42')).toBe('after');
});

it('another program reads what a store has written, and writes what a store reads', async () => {
  const [, , path = ''] = folders;
  await using kv = await createKvStore({ driver: 'lmdb', path });
  await kv.set('users:42', 'Grace');
  const printed: unknown[] = [];
  await run(another, path, (line) => printed.push(line));
  expect(printed).toEqual(['Grace']);
  const entry = await kv.getEntry('users:43');
  expect(entry?.value).toBe('{"name":"Ada"}');
  expect(Math.abs((entry?.expiresAt ?? 0) - Date.now() - 60_000)).toBeLessThan(10_000);
  expect((await kv.replaceIf('users:43', 'other', entry?.version ?? '')).ok).toBe(true);
});
