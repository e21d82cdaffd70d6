import type { NestApplicationOptions } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';

import { AppModule } from '../app.module.js';
import { demoConfig } from '../config/demo.config.js';
import { setUpDocs } from '../docs/set-up-docs.js';
import { readJsonBodies } from '../http/json-bodies.js';
import { setSecurityHeaders } from '../http/security-headers.js';
import { limitTime } from '../http/time-limits.js';

/** For tests too. Nest's own parsers take forms as well. */
export const appOptions = { bodyParser: false } satisfies NestApplicationOptions;

/** The application, complete but not listening. Its log lines wait until `flushLogs()`. */
export async function createApp(): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, {
    ...appOptions,
    // Who calls this decides what a failure comes to, and Nest's own report of it, with its stack, stays unsaid.
    abortOnError: false,
    bufferLogs: true,
    autoFlushLogs: false,
  });
  return configureApp(app);
}

/** What is not in a module, for tests too. */
export function configureApp<App extends NestExpressApplication>(app: App): App {
  const { http } = app.get<ConfigType<typeof demoConfig>>(demoConfig.KEY);
  setSecurityHeaders(app);
  readJsonBodies(app);
  limitTime(app.getHttpServer());
  // The client is whom the first proxy saw, and not whom the request says that it comes from.
  app.set('trust proxy', http.proxies);
  // An ETag is the version of an entry. A hash of the body would look like one, and match no If-Match.
  app.disable('etag');
  if (http.docs) setUpDocs(app, http);
  return app;
}
