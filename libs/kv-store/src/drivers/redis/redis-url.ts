import type { OptionCheck } from '../../core/options.js';

/** What a URL says of a server. */
export interface RedisUrl {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly database?: number;
}

const protocols = /^(redis|valkey)(s?):$/;

export const aRedisUrl: OptionCheck = (value) =>
  typeof value === 'string' && parsed(value)
    ? undefined
    : "a URL such as 'redis://user:password@localhost:6379/0', with special characters as in '%40'";

/** Of a URL that `aRedisUrl` lets pass. */
export function parseRedisUrl(text: string): RedisUrl {
  const url = parsed(text);
  if (!url) throw new Error('an unchecked URL');
  return url;
}

function parsed(text: string): RedisUrl | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const { protocol, hostname, port, pathname, search, hash } = url;
  const [, , secure] = protocols.exec(protocol) ?? [];
  const [, database] = /^\/?(\d*)$/.exec(pathname) ?? [];
  const [username, password] = [decoded(url.username), decoded(url.password)];
  if (secure === undefined || database === undefined || hostname === '') return undefined;
  if (username === undefined || password === undefined || search + hash !== '') return undefined;
  return {
    // An IPv6 address has brackets in a URL, and nowhere else.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? 6379 : Number(port),
    tls: secure === 's',
    ...(username !== '' && { username }),
    ...(password !== '' && { password }),
    ...(database !== '' && { database: Number(database) }),
  };
}

/** Undefined where a `%` stands for no byte of any text. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
