import { inspect } from 'node:util';

import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createKvStore, json, KvError, KvStoreModule, type OpenKvStore } from 'nestjs-kv-store';

import { record } from './record.js';
import type { Recording } from './recording.js';

/** With what has to be encoded in a URL. */
export const user = 'MARKED-user';
export const password = 'MARKED-password: /@?#';
export const token = 'MARKED-token/+=';

/** Before the host of a URL. */
export const inUrl = `${user}:${encodeURIComponent(password)}@`;

/** Does `work`, and looks for the credentials in all that was said. */
export async function expectNoCredentials(work: (recording: Recording) => Promise<void>): Promise<void> {
  const recording = await record(async (recording) => {
    for (const secret of [user, password, token]) recording.note(secret);
    await work(recording);
  });
  expect(recording.amounts.errors).toBeGreaterThan(0);
  expect(recording.leaks()).toEqual({});
}

/** Opens a store that cannot be opened, by itself and in an application of Nest. */
export async function expectNotOpened(options: unknown): Promise<void> {
  await expect(createKvStore(options as never)).rejects.toThrow(KvError);
  await expect(startNest(options)).rejects.toThrow(KvError);
}

async function startNest(options: unknown): Promise<void> {
  const store = () => KvStoreModule.forRootAsync({ useFactory: () => options as never });
  @Module({ imports: [store()] })
  class AppModule {}
  const app = await NestFactory.createApplicationContext(AppModule, { abortOnError: false });
  await app.close();
}

/** What a developer sees who prints a store, or a part of one. */
export function printed(kv: OpenKvStore): string {
  const views = [kv, kv.namespace('view'), kv.as(json()), kv.entries()];
  const shown = views.map((view) => inspect(view, { depth: Infinity, showHidden: true, getters: true }));
  return [...shown, JSON.stringify(kv)].join('\n');
}

/** Makes calls, of which some may fail, and asks for the health. */
export async function use(kv: OpenKvStore): Promise<void> {
  await Promise.allSettled([
    kv.get('a', { timeout: 500 }),
    kv.setMany([['a', 'b']], { timeout: 500 }),
    kv.increment('count', 1, { timeout: 500 }),
    kv.page({ timeout: 500 }),
    kv.getOrThrow('missing', { timeout: 500 }),
    kv.healthCheck({ timeout: 500 }),
  ]);
}
