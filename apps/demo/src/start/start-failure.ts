import { KvError } from 'nestjs-kv-store';

import { backendOf } from '../config/store-options.js';
import type { Environment } from '../config/environment.js';

/** Why the demo did not start, for whoever started it. `env` is what it was started with, once that was read. */
export function startFailure(error: unknown, env?: Environment): string {
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `port ${String(port)} is in use. Stop what listens there, or set PORT to another.`;
  if (code === 'EACCES' && port)
    return `this user may not listen on port ${String(port)}. Set PORT to another.`;
  if (error instanceof KvError && env && backendOf(env) === 'aws') return `${message} ${adviceOnAws}`;
  // Some of Nest's messages go on for lines, with advice for developers.
  return String(message || error)
    .split('\n', 1)
    .join();
}

const adviceOnAws =
  'Unset AWS_REGION, AWS_PROFILE and AWS_ACCESS_KEY_ID to use a DynamoDB that the demo starts itself.';
