// A Nest application in a process of its own, started to where it answers: with a store of this driver, or without one.
// Prints the milliseconds since the process began, those of CPU, and the megabytes that it takes.
import 'reflect-metadata';

import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

const options = JSON.parse(process.argv[2]);
const imports = [];
if (options !== null) {
  const { KvStoreModule } = await import('nestjs-kv-store');
  imports.push(KvStoreModule.forRoot(options));
}

class AppModule {}
Module({ imports })(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });
await app.listen(0, '127.0.0.1');
const milliseconds = performance.now();
const { user, system } = process.cpuUsage();
const megabytes = process.memoryUsage().rss / 2 ** 20;
await app.close();
console.log(JSON.stringify({ milliseconds, cpu: (user + system) / 1_000, megabytes }));
