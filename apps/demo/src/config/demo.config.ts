import { registerAs } from '@nestjs/config';

import { readEnvironment } from './environment.js';
import { httpOptions } from './http-options.js';
import { storeOptions } from './store-options.js';

/** The demo's configuration, to inject by `demoConfig.KEY`. */
export const demoConfig = registerAs('demo', () => {
  const env = readEnvironment(process.env);
  return { store: storeOptions(env), http: httpOptions(env) };
});
