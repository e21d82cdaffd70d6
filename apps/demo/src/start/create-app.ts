import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';

import { AppModule } from '../app.module.js';
import { setUpDocs } from '../docs/set-up-docs.js';

/** The application, complete but not listening. Its log lines wait until `flushLogs()`. */
export async function createApp(): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, {
    // Who calls this decides what a failure comes to, and Nest's own report of it, with its stack, stays unsaid.
    abortOnError: false,
    bufferLogs: true,
    autoFlushLogs: false,
  });
  return configureApp(app);
}

/** What is not in a module, for tests too. */
export function configureApp<App extends NestExpressApplication>(app: App): App {
  // Above any value that DynamoDB can hold, so that the store says what is too large, and why.
  app.useBodyParser('json', {
    limit: '1mb',
    type: ['application/json', 'application/merge-patch+json'],
  });
  // An ETag is the version of an entry. A hash of the body would look like one, and match no If-Match.
  app.disable('etag');
  setUpDocs(app);
  return app;
}
