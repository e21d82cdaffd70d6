import { statSync } from 'node:fs';
import { join } from 'node:path';

import type { KvDetails } from '../../core/kv-driver.js';
import { KvFault } from '../../core/kv-fault.js';
import { freeBytes } from './directory.js';
import type { Environment } from './environment.js';

/** Rejects where the directory cannot serve. */
export function healthOf(environment: Environment, path: string): KvDetails {
  const { size, ino } = statSync(join(path, 'data.mdb'));
  // The one that is open would go on to take writes, and would be gone with the process.
  if (ino !== environment.inode) {
    throw new KvFault(
      'UNAVAILABLE',
      'the data file was replaced or removed while it was open, so that what is written is lost. Start the process anew.',
    );
  }
  return { entries: environment.count(), sizeBytes: size, freeBytes: freeBytes(path) };
}
