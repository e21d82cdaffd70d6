// The shop's orders on the built package, in a process of its own. Node knows no decorators: they are called.
import 'reflect-metadata';

import { Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { KvStoreModule } from 'nestjs-kv-store';
import { IdempotencyModule, Idempotent } from 'nestjs-kv-store/idempotency';

const { store, lease } = JSON.parse(process.argv[2]);

class Orders {
  order() {
    process.send({ handling: 'an order' });
    return new Promise(() => undefined);
  }
}
Controller()(Orders);
const order = Object.getOwnPropertyDescriptor(Orders.prototype, 'order');
Post('orders')(Orders.prototype, 'order', order);
Idempotent()(Orders.prototype, 'order', order);

class Till {}
Module({
  imports: [
    KvStoreModule.forRoot({ ...store, logging: false }),
    IdempotencyModule.forRoot({ scope: 'public', lease }),
  ],
  controllers: [Orders],
})(Till);

const app = await NestFactory.create(Till, { logger: false });
await app.listen(0, '127.0.0.1');
process.send({ url: await app.getUrl() });
// Whatever happens to who started it, it does not stay behind.
process.on('disconnect', () => process.exit());
