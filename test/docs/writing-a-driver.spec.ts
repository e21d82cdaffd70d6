import * as crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import * as kvStore from 'nestjs-kv-store';
import { describeKvDriver } from 'nestjs-kv-store/testing';
import ts from 'typescript';

// The driver that docs/writing-a-driver.md begins with is put through the suite as it stands there.

const text = readFileSync(join(resolve(__dirname, '../..'), 'docs/writing-a-driver.md'), 'utf8');
const [, code = ''] = /^## The smallest one$.*?^```ts\n(.*?)^```$/ms.exec(text) ?? [];

interface Exports {
  MapDriver: new () => kvStore.KvDriver;
}

function exportsOf(source: string): Exports {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  });
  const module = { exports: {} as Exports };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- it is what the documentation says
  const run = new Function('module', 'exports', 'require', outputText) as (...scope: unknown[]) => void;
  run(module, module.exports, (name: string) => (name === 'nestjs-kv-store' ? kvStore : crypto));
  return module.exports;
}

const { MapDriver } = exportsOf(code);

describeKvDriver({ name: 'map', create: () => new MapDriver(), time: 'controlled', data: 'lost' });
