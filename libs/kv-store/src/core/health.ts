import { KvError } from './kv-error.js';
import type { KvCallOptions, KvHealth } from './kv-store.js';
import type { Stack } from './stack.js';
import { AsyncWork } from './work.js';

/** Asks the driver. Rejects only where the caller was wrong, or went away. */
export async function health(stack: Stack, options: KvCallOptions | undefined): Promise<KvHealth> {
  const { driver, backend, breakerState } = stack;
  const started = performance.now();
  const details = (more: object) => ({
    driver: driver.name,
    ...driver.details,
    ...more,
    ...(breakerState && { breaker: breakerState() }),
    latencyMs: Math.round((performance.now() - started) * 100) / 100,
  });
  try {
    const found = await stack.run(
      'healthCheck',
      options,
      undefined,
      new AsyncWork((call) => backend.ping(call)),
    );
    return { status: 'up', details: details(found) };
  } catch (error) {
    if (!(error instanceof KvError) || isCallersOwn(error)) throw error;
    return { status: 'down', details: details({ error: { code: error.code, message: error.reason } }) };
  }
}

/** Says nothing about the back end, of whose own errors there is a `cause`. */
function isCallersOwn({ code, cause }: KvError): boolean {
  return cause === undefined && (code === 'INVALID_ARGUMENT' || code === 'ABORTED');
}
