import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type INestApplication, Module, type NestInterceptor } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { KV_STORE, type KvStore, KvStoreModule, type KvStoreModuleOptions } from 'nestjs-kv-store';
import { IdempotencyModule, type IdempotencyModuleOptions } from 'nestjs-kv-store/idempotency';

import { Runs, ShopController } from './shop.js';

export type Platform = 'Express' | 'Fastify';

export interface Shop {
  readonly runs: Runs;
  readonly kv: KvStore;
  readonly url: string;
  post(path: string, options?: PostOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface PostOptions {
  key?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly bytes: Buffer;
  readonly isReplayed: boolean;
}

export interface ShopOptions extends Partial<IdempotencyModuleOptions> {
  platform?: Platform;
  runs?: Runs;
  /** In place of what `KvStoreModule` would open. */
  kv?: KvStore;
  interceptors?: NestInterceptor[];
}

/** The shop on the store, listening. */
export async function openShop(
  store: KvStoreModuleOptions,
  { platform = 'Express', runs = new Runs(), kv, interceptors = [], ...options }: ShopOptions = {},
): Promise<Shop> {
  @Module({
    imports: [
      KvStoreModule.forRoot({ ...store, logging: false }),
      IdempotencyModule.forRoot({ scope: 'public', ...options }),
    ],
    providers: [{ provide: Runs, useValue: runs }],
    controllers: [ShopController],
  })
  class ShopModule {}
  const builder = Test.createTestingModule({ imports: [ShopModule] });
  if (kv) builder.overrideProvider(KV_STORE).useValue(kv);
  const module = await builder.compile();
  const app: INestApplication<Server> =
    platform === 'Fastify'
      ? module.createNestApplication(new FastifyAdapter(), { logger: false })
      : module.createNestApplication({ logger: false });
  app.useGlobalInterceptors(...interceptors);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${String(port)}`;
  return {
    runs,
    kv: app.get<KvStore>(KV_STORE),
    url,
    post: (path, postOptions) => post(`${url}${path}`, postOptions),
    close: () => app.close(),
  };
}

/** Posts JSON. */
export async function post(
  url: string,
  { key, body = {}, headers = {}, signal }: PostOptions = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/json',
      ...(key !== undefined && { 'idempotency-key': key }),
      ...headers,
    },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    text: bytes.toString('utf8'),
    isReplayed: response.headers.get('idempotent-replayed') === 'true',
  };
}
