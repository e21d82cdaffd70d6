import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import type { KvStoreFactoryOptions } from 'nestjs-kv-store';

import { AppModule } from '../../apps/demo/src/app.module.js';
import { demoConfig } from '../../apps/demo/src/config/demo.config.js';
import { configureApp } from '../../apps/demo/src/start/create-app.js';

/** The whole demo in this process, on the store that `store` describes, not listening. */
export async function openDemo(
  store: KvStoreFactoryOptions,
  change: (builder: TestingModuleBuilder) => TestingModuleBuilder = (builder) => builder,
): Promise<NestExpressApplication> {
  const builder = Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(demoConfig.KEY)
    .useValue({ store });
  const module = await change(builder).compile();
  const app = module.createNestApplication<NestExpressApplication>({ logger: false });
  return configureApp(app).init();
}
