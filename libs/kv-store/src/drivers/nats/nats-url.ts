import type { KvBackEnd } from '../../core/kv-driver.js';
import type { OptionCheck } from '../../core/options.js';

/** What a URL says of a server. */
export interface NatsUrl {
  /** `host:port` */
  readonly address: string;
  readonly tls: boolean;
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
}

export const aNatsUrl: OptionCheck = (value) =>
  typeof value === 'string' && parsed(value) ? undefined : "a URL such as 'nats://localhost:4222'";

/** Of a URL that `aNatsUrl` lets pass. */
export function parseNatsUrl(text: string): NatsUrl {
  const url = parsed(text);
  if (!url) throw new Error('an unchecked URL');
  return url;
}

function parsed(text: string): NatsUrl | undefined {
  // As NATS's own tools take it: `localhost:4222`, without a protocol.
  const full = text.includes('://') ? text : `nats://${text}`;
  if (!URL.canParse(full)) return undefined;
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(full);
  const [user, pass] = [decoded(username), decoded(password)];
  if (!['nats:', 'tls:'].includes(protocol) || hostname === '') return undefined;
  if (user === undefined || pass === undefined) return undefined;
  if (!['', '/'].includes(pathname) || search + hash !== '') return undefined;
  return {
    address: `${hostname}:${port === '' ? '4222' : port}`,
    tls: protocol === 'tls:',
    ...(pass !== '' && { user, pass }),
    // A name alone is a token.
    ...(pass === '' && user !== '' && { token: user }),
  };
}

/** What traces and metrics say of `host:port`. */
export function serverAt(address: string): Pick<KvBackEnd, 'address' | 'port'> {
  const { hostname, port } = new URL(`nats://${address}`);
  return { address: hostname.replace(/^\[(.*)\]$/, '$1'), ...(port !== '4222' && { port: Number(port) }) };
}

/** Undefined where a `%` stands for no byte of any text. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
