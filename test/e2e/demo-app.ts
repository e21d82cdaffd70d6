import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import type { KvStoreFactoryOptions } from 'nestjs-kv-store';

import { AppModule } from '../../apps/demo/src/app.module.js';
import { demoConfig } from '../../apps/demo/src/config/demo.config.js';
import type { HttpOptions } from '../../apps/demo/src/config/http-options.js';
import { appOptions, configureApp } from '../../apps/demo/src/start/create-app.js';

/** The whole demo in this process, on the store that `store` describes, not listening, with no limit of requests. */
export async function openDemo(
  store: KvStoreFactoryOptions,
  change: (builder: TestingModuleBuilder) => TestingModuleBuilder = (builder) => builder,
  options: Partial<HttpOptions> = {},
): Promise<NestExpressApplication> {
  const usual: HttpOptions = { docs: true, metrics: true, healthDetails: false, rateLimit: 0, proxies: 0 };
  const builder = Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(demoConfig.KEY)
    .useValue({ store, http: { ...usual, ...options } });
  const module = await change(builder).compile();
  const app = module.createNestApplication<NestExpressApplication>({ ...appOptions, logger: false });
  return configureApp(app).init();
}
