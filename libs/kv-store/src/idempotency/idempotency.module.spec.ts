import { Controller, type DynamicModule, type ExecutionContext, Get, Module, Post } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { Test } from '@nestjs/testing';
import { firstValueFrom, of } from 'rxjs';
import request from 'supertest';

import type { KvStore } from '../core/kv-store.js';
import { KvStoreModule } from '../nest/kv-store.module.js';
import { getKvStoreToken } from '../nest/kv-store.tokens.js';
import {
  Idempotent,
  IdempotencyInterceptor,
  IdempotencyModule,
  type IdempotencyModuleOptions,
} from './index.js';

const memory = KvStoreModule.forRoot({ driver: 'memory', logging: false });

let runs = 0;
beforeEach(() => (runs = 0));

@Controller()
@Idempotent({ required: true })
class Orders {
  @Post('orders')
  @Idempotent({ ttl: 1_000, required: undefined, scope: undefined } as object)
  order() {
    return { run: ++runs };
  }

  @Post('drafts')
  @Idempotent({ required: false })
  draft() {
    return { run: ++runs };
  }
}

@Controller('plain')
class Plain {
  @Post()
  order() {
    return { run: ++runs };
  }

  @Get()
  look() {
    return { run: ++runs };
  }
}

async function start(imports: DynamicModule[], providers: Parameters<typeof Module>[0]['providers'] = []) {
  @Module({ imports, controllers: [Orders, Plain], providers })
  class AppModule {}
  const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
  const app = module.createNestApplication({ logger: false });
  await app.init();
  const post = (path: string, key?: string) => {
    const asked = request(app.getHttpServer()).post(path);
    return key === undefined ? asked : asked.set('idempotency-key', key);
  };
  return { app, post };
}

describe('IdempotencyModule', () => {
  it('lets a route say otherwise than its controller, and that otherwise than the module, each once', async () => {
    const { app, post } = await start([
      KvStoreModule.forRoot({ driver: 'memory', logging: false }),
      IdempotencyModule.forRoot({ scope: 'public', ttl: 50_000 }),
    ]);
    await post('/orders').expect(400);
    await post('/drafts').expect(201, { run: 1 });
    await post('/orders', 'a').expect(201, { run: 2 });
    await post('/orders', 'a').expect(201, { run: 2 });
    await post('/drafts', 'a').expect(201, { run: 3 });
    const { entries } = await app.get<KvStore>(getKvStoreToken()).page();
    const left = entries.map(({ expiresAt = 0 }) => expiresAt - Date.now()).sort((a, b) => a - b);
    expect(left).toHaveLength(2);
    expect(left[0]).toBeLessThanOrEqual(1_000);
    expect(left[1]).toBeGreaterThan(40_000);
    await app.close();
  });

  it('serves every route where its interceptor is on all of them, and then too once', async () => {
    const { app, post } = await start(
      [memory, IdempotencyModule.forRoot({ scope: 'public' })],
      [{ provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor }],
    );
    await post('/plain', 'a').expect(201, { run: 1 });
    await post('/plain', 'a').expect(201, { run: 1 }).expect('idempotent-replayed', 'true');
    await post('/orders', 'a').expect(201, { run: 2 });
    await post('/orders', 'a').expect(201, { run: 2 });
    await request(app.getHttpServer()).get('/plain').set('idempotency-key', 'a').expect(200, { run: 3 });
    await app.close();
  });

  it('leaves routes alone that are not idempotent', async () => {
    const { app, post } = await start([memory, IdempotencyModule.forRoot({ scope: 'public' })]);
    await post('/plain', 'a').expect(201, { run: 1 });
    await post('/plain', 'a').expect(201, { run: 2 });
    await app.close();
  });

  it('keeps all in the store that is named', async () => {
    const named = KvStoreModule.forRoot({ name: 'keys', driver: 'memory', logging: false });
    const { app, post } = await start([named, IdempotencyModule.forRoot({ scope: 'public', store: 'keys' })]);
    await post('/orders', 'a').expect(201, { run: 1 });
    await post('/orders', 'a').expect(201, { run: 1 });
    const { entries } = await app.get<KvStore>(getKvStoreToken('keys')).page();
    expect(entries.map(({ key }) => key)).toEqual([expect.stringMatching(/^idempotency:[\w-]{43}$/)]);
    await app.close();
  });

  it('lets messages of other transports pass', async () => {
    const { app } = await start([memory, IdempotencyModule.forRoot({ scope: 'public', required: true })]);
    const context: ExecutionContext = new ExecutionContextHost(['a message'], Orders, () => undefined);
    (context as ExecutionContextHost).setType('rpc');
    const passed = await app.get(IdempotencyInterceptor).intercept(context, { handle: () => of('answer') });
    expect(await firstValueFrom(passed)).toBe('answer');
    await app.close();
  });

  it.each<[string, unknown, RegExp]>([
    ['no options', undefined, /IdempotencyModule\.forRoot needs options/],
    ['no scope', {}, /option 'scope' of IdempotencyModule is missing/],
    [
      'a scope that is none',
      { scope: 'tenant' },
      /option 'scope' of IdempotencyModule must be 'public' or a function/,
    ],
    [
      'a ttl in words',
      { scope: 'public', ttl: '1d' },
      /option 'ttl' of IdempotencyModule must be milliseconds/,
    ],
    [
      'a lease of 0',
      { scope: 'public', lease: 0 },
      /option 'lease' of IdempotencyModule must be milliseconds/,
    ],
    ['an unknown option', { scope: 'public', tll: 1 }, /IdempotencyModule has no option 'tll'/],
    ['a documentation that is no URL', { scope: 'public', documentation: 'docs' }, /option 'documentation'/],
  ])('refuses %s at once, with the option and what it must be', (_what, options, message) => {
    expect(() => IdempotencyModule.forRoot(options as IdempotencyModuleOptions)).toThrow(message);
  });

  it('refuses options of a route at once', () => {
    expect(() => Idempotent({ ttl: -1 })).toThrow(/option 'ttl' of @Idempotent must be milliseconds/);
    expect(() => Idempotent({ store: 'keys' } as never)).toThrow(/@Idempotent has no option 'store'/);
  });

  it('fails the start where the store is missing, and where it is missing itself', async () => {
    await expect(start([IdempotencyModule.forRoot({ scope: 'public' })])).rejects.toThrow(
      /IdempotencyModule needs the store 'default', which no module makes/,
    );
    await expect(start([memory])).rejects.toThrow(/no module imports IdempotencyModule\.forRoot/);
  });
});
