import { registerAs } from '@nestjs/config';

import { readEnvironment } from './environment.js';
import { storeOptions } from './store-options.js';

/** The demo's configuration, to inject by `demoConfig.KEY`. */
export const demoConfig = registerAs('demo', () => ({ store: storeOptions(readEnvironment(process.env)) }));
