import 'reflect-metadata';

import { NestFactory } from '@nestjs/core';

import { AppModule } from './app.module.js';

/** Starts the application, asks it over HTTP and prints what it answered. */
async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  await app.listen(0, '127.0.0.1');
  const ask = async (path: string, init?: RequestInit) => {
    const answer = await fetch(`${await app.getUrl()}${path}`, init);
    return { status: answer.status, body: await answer.text() };
  };
  const headers = { 'content-type': 'application/json' };
  const answers = {
    miss: await ask('/kv/greeting'),
    set: await ask('/kv/greeting', { method: 'PUT', headers, body: '{"value":"hello"}' }),
    get: await ask('/kv/greeting'),
    note: await ask('/notes/first', { method: 'PUT', headers, body: '{"text":"typed"}' }),
    notes: await ask('/notes'),
    health: await ask('/health'),
    metrics: await ask('/metrics'),
  };
  await app.close();
  console.log(JSON.stringify(answers));
}

void main();
