import type { KvBackEnd } from '../../core/kv-driver.js';

/** What traces and metrics say of a server, which is nothing where it is known to a client alone that was handed in. */
export function backEndAt(server?: { readonly host: string; readonly port?: number }): KvBackEnd {
  const { host, port = 6379 } = server ?? {};
  return {
    system: 'redis',
    ...(host !== undefined && { address: host }),
    ...(port !== 6379 && { port }),
  };
}
