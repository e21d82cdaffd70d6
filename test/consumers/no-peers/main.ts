import 'reflect-metadata';

import { Inject, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createKvStore, KV_STORE, KvError, type KvStore, KvStoreModule } from 'nestjs-kv-store';
import { createTestKvStore } from 'nestjs-kv-store/testing';

@Injectable()
class Greetings {
  constructor(@Inject(KV_STORE) private readonly kv: KvStore) {}

  async greet(): Promise<string | undefined> {
    await this.kv.set('greeting', 'hello');
    return this.kv.get('greeting');
  }
}

@Module({ imports: [KvStoreModule.forRoot({ driver: 'memory' })], providers: [Greetings] })
class AppModule {}

async function codeAndMessageOf(failing: Promise<unknown>): Promise<unknown> {
  try {
    return await failing;
  } catch (error) {
    return error instanceof KvError ? { code: error.code, message: error.message } : String(error);
  }
}

const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
const greeting = await app.get(Greetings).greet();
await app.close();

const double = createTestKvStore();
await double.set('greeting', 'hello from a test');

await using cached = await createKvStore({ driver: 'memory', cache: { max: 10, ttl: 1_000 } });
await cached.set('greeting', 'hello from a cache');

console.log(
  JSON.stringify({
    greeting,
    double: await double.get('greeting'),
    cached: [await cached.get('greeting'), await cached.get('greeting')],
    dynamodb: await codeAndMessageOf(createKvStore({ driver: 'dynamodb', table: 'kv-store' })),
    lmdb: await codeAndMessageOf(createKvStore({ driver: 'lmdb', path: 'data' })),
    nats: await codeAndMessageOf(createKvStore({ driver: 'nats', bucket: 'kv-store' })),
    redis: await codeAndMessageOf(createKvStore({ driver: 'redis' })),
  }),
);
