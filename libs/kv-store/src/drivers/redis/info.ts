import type { RedisNode } from './connection.js';

/** What a server says of itself: `redis_version`, `role`, `maxmemory_policy`, … */
export type Info = Readonly<Record<string, string>>;

export async function infoOf(node: RedisNode, section: 'server' | 'default'): Promise<Info> {
  return parse(String(await node.send(['INFO', section])));
}

/** Lines of `name:value`, and comments. */
export function parse(text: string): Info {
  const lines = text.split(/\r?\n/).flatMap((line) => {
    const colon = line.indexOf(':');
    return colon > 0 && !line.startsWith('#') ? [[line.slice(0, colon), line.slice(colon + 1)] as const] : [];
  });
  return Object.fromEntries(lines);
}

/** `Redis 7.0.15`, `Valkey 8.0.1`: Valkey says which Redis it is like under the name that Redis has for its own. */
export function productOf(info: Info): string {
  const { valkey_version: valkey, redis_version: redis } = info;
  return valkey === undefined ? `Redis ${redis ?? 'of an unknown version'}` : `Valkey ${valkey}`;
}
