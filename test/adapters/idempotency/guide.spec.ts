import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import type { INestApplication, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { KV_STORE } from 'nestjs-kv-store';
import { createTestKvStore } from 'nestjs-kv-store/testing';
import ts from 'typescript';

// The application that the guide shows is started, on a test store, and asked as its client asks.

const guide = readFileSync(join(__dirname, '../../../docs/guides/idempotency.md'), 'utf8');
const blockOf = (language: string) =>
  new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(guide)?.[1] ?? '';

function appModule(): Type {
  const { outputText } = ts.transpileModule(blockOf('ts'), {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    },
  });
  const exports: { AppModule?: Type } = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- The code is that of the guide.
  const run = new Function('exports', 'require', outputText) as (...given: unknown[]) => void;
  run(exports, require);
  if (!exports.AppModule) throw new Error('The guide shows no AppModule.');
  return exports.AppModule;
}

/** What the guide has the client send, and what it says that comes back. */
const exchanges = blockOf('console')
  .split(/^\$ /m)
  .slice(1)
  .map((exchange) => {
    const [command = '', status = '', ...lines] = exchange.trimEnd().split('\n');
    const empty = lines.indexOf('');
    return { command, status, headers: lines.slice(0, empty), body: lines.slice(empty + 1).join('\n') };
  });

describe('the guide to idempotency keys', () => {
  let app: INestApplication<Server>;
  let url: string;
  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [appModule()] })
      .overrideProvider(KV_STORE)
      .useValue(createTestKvStore())
      .compile();
    app = module.createNestApplication({ logger: false });
    app.use((request: { user?: object }, _response: unknown, next: () => void) => {
      request.user = { id: 'ada' };
      next();
    });
    await app.listen(0, '127.0.0.1');
    url = `127.0.0.1:${String((app.getHttpServer().address() as AddressInfo).port)}`;
  });
  afterAll(() => app.close());

  it('says what a client sees', async () => {
    expect(exchanges).toHaveLength(3);
    for (const { command, status, headers, body } of exchanges) {
      const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(
        ([, quoted, plain]) => quoted ?? plain ?? '',
      );
      const following = (option: string) => words.filter((_, at) => words[at - 1] === option);
      const answer = await fetch(`http://${(words[2] ?? '').replace('localhost:3000', url)}`, {
        method: 'POST',
        headers: following('-H').map((header) => header.split(': ') as [string, string]),
        body: following('-d')[0] ?? '',
      });
      expect(`HTTP/1.1 ${String(answer.status)} ${answer.statusText}`).toBe(status);
      for (const header of headers) {
        const [name = '', value] = header.split(': ');
        expect([name, answer.headers.get(name)]).toEqual([name, value]);
      }
      expect(answer.headers.has('idempotent-replayed')).toBe(headers.includes('Idempotent-Replayed: true'));
      expect(await answer.text()).toBe(body);
    }
  });

  it('names every problem there is', () => {
    const source = readFileSync(
      join(__dirname, '../../../libs/kv-store/src/idempotency/idempotency.exception.ts'),
      'utf8',
    );
    const codes = [...source.matchAll(/^ {2}'(idempotency-[\w-]+)': \{\n {4}status: (\d+)/gm)];
    expect(codes).toHaveLength(6);
    for (const [, code, status] of codes) expect(guide).toContain(`| ${String(status)}, \`${String(code)}\``);
  });
});
