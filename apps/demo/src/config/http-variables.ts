import { trueOrFalse, wholeNumber } from './variables.js';

/** What the demo shows to whom. */
export const httpVariables = {
  DOCS: trueOrFalse(true),
  METRICS: trueOrFalse(true),
  /** Whether /health says more than up or down. */
  HEALTH_DETAILS: trueOrFalse(false),
  /**
   * Requests that each client may make in a minute; 0 for no limit. The moments of all of them are kept, so a client
   * that may make a million would cost more than it is kept from.
   */
  RATE_LIMIT: wholeNumber(
    10_000,
    'must be a number of requests a minute from 0, for no limit, to 10000',
  ).default(1_000),
  /** How many proxies stand in front, each of which adds to X-Forwarded-For; anybody may write what comes before. */
  TRUST_PROXY: wholeNumber(10, 'must be a number of proxies from 0 to 10').default(0),
};
