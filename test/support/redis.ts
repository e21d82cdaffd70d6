import { describeWith, endpointTo } from './describe-with.js';

const kind = { variable: 'TEST_REDIS' };

export function describeWithRedis(name: string, tests: () => void): void {
  describeWith(kind, name, tests);
}

/** The shared server. Its 16 databases are the test files' own: each takes one that no other does. */
export function redisUrl(database: number): string {
  return `${endpointTo(kind)}/${String(database)}`;
}
