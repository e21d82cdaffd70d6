import { dirname, join } from 'node:path';
import { format } from 'node:util';

import ts from 'typescript';

import { type BlockModule, modules } from './modules.js';

type Exports = Record<string, unknown>;

/** Runs a block as its reader would, and with it those of its document that it imports. Resolves with what it prints. */
export async function run(module: BlockModule, among = modules): Promise<string[]> {
  const running = new Run(among);
  // A block may await at its top, which no function does but an async one.
  await (running.evaluate(module, run.constructor as FunctionConstructor) as Promise<void>);
  return running.prints;
}

/** Runs a block that awaits nothing at its top, such as one of tests, which a runner must hear of at once. */
export function runAtOnce(module: BlockModule, among = modules): Exports {
  const exports: Exports = {};
  new Run(among).evaluate(module, Function, exports);
  return exports;
}

const compilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2023,
  esModuleInterop: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
};

class Run {
  readonly prints: string[] = [];
  readonly #among: readonly BlockModule[];
  readonly #loaded = new Map<string, Exports>();

  constructor(among: readonly BlockModule[]) {
    this.#among = among;
  }

  evaluate(module: BlockModule, constructor: FunctionConstructor, exports: Exports = {}): unknown {
    const { outputText } = ts.transpileModule(withOurServers(module.source), { compilerOptions });
    const scope = {
      exports,
      require: (specifier: string) => this.#load(specifier, module.path),
      console: { log: (...words: unknown[]) => void this.prints.push(format(...words)) },
      jest,
    };
    const body = constructor(...Object.keys(scope), outputText) as (...values: unknown[]) => unknown;
    return body(...Object.values(scope));
  }

  #load(specifier: string, from: string): unknown {
    if (!specifier.startsWith('.')) return jest.requireActual(specifier);
    const path = join(dirname(from), specifier).replace(/\.js$/, '.ts');
    const known = this.#loaded.get(path);
    if (known) return known;
    const sibling = this.#among.find((other) => other.path === path);
    if (!sibling) return jest.requireActual(path);
    const exports: Exports = {};
    this.#loaded.set(path, exports);
    this.evaluate(sibling, Function, exports);
    return exports;
  }
}

/** Where a block names a server on this machine, that of the tests is meant. */
function withOurServers(code: string): string {
  return code
    .replaceAll('http://localhost:8000', process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '')
    .replaceAll('redis://localhost:6379', process.env['REDIS_URL'] ?? '');
}
