import type { KvDetails } from './kv-driver.js';

/** Details in a sentence: `table kv, region eu-west-1`. */
export function listDetails(details: KvDetails): string {
  return Object.entries(details)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
