import type { Environment } from './environment.js';

/** What the demo shows to whom. */
export interface HttpOptions {
  docs: boolean;
  metrics: boolean;
  healthDetails: boolean;
  /** Requests a minute for each client; 0 for no limit. */
  rateLimit: number;
  /** How many proxies stand in front. */
  proxies: number;
}

export function httpOptions(env: Environment): HttpOptions {
  return {
    docs: env.DOCS,
    metrics: env.METRICS,
    healthDetails: env.HEALTH_DETAILS,
    rateLimit: env.RATE_LIMIT,
    proxies: env.TRUST_PROXY,
  };
}
