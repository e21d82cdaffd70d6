import type { KvDetails } from '../../core/kv-driver.js';
import { invalid, KvFault } from '../../core/kv-fault.js';
import type { Connection, RedisNode } from './connection.js';
import { type Info, infoOf, parse, productOf } from './info.js';
import { replyCode } from './reply-code.js';

/** What the masters say of themselves. Rejects where one of them cannot serve. */
export async function healthOf(connection: Connection): Promise<KvDetails> {
  const [first, ...others] = connection.masters();
  if (!first) throw new KvFault('UNAVAILABLE', 'no node of the cluster is known to have any keys.');
  const infos = await Promise.all([first, ...others].map(aboutItself));
  const info = infos[0];
  if (infos.some((one) => one && one['role'] !== 'master')) {
    throw new KvFault(
      'UNAVAILABLE',
      'the server is a replica, so it takes no changes. Is there a new master?',
    );
  }
  if (!info) return { note: 'The ACL does not allow INFO, so a PING was sent instead.' };
  return {
    version: productOf(info),
    role: 'master',
    ...(connection.isSpread && { clusterState: await clusterState(first), masters: infos.length }),
  };
}

/** Whether these are servers that a store can stand on, found out when it is opened. */
export async function checkServers(connection: Connection, notice: (message: string) => void): Promise<void> {
  const answers = await Promise.allSettled(connection.masters().map(aboutItself));
  const infos = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const [first] = answers;
  // One of many may be down.
  if (infos.length === 0 && first?.status === 'rejected') throw first.reason;
  for (const info of infos) if (info) checkServer(info, connection.isSpread);
  const policies = new Set(
    infos.map((info) => (info && mayEvict(info) ? (info['maxmemory_policy'] ?? '') : '')),
  );
  for (const policy of policies) if (policy !== '') notice(evictionNotice(policy));
}

function checkServer(info: Info, isSpread: boolean): void {
  if (info['redis_mode'] === 'sentinel') {
    throw invalid(
      "this is a sentinel and no server. Give option 'sentinel' in place of 'url': { name, nodes }.",
    );
  }
  if (info['cluster_enabled'] === '1' && !isSpread) {
    throw invalid(
      "this server is a node of a cluster. Give option 'cluster' in place of 'url': an array of URLs.",
    );
  }
  const [major = 0, minor = 0] = (info['redis_version'] ?? '').split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 2)) {
    throw new KvFault('UNSUPPORTED', `Redis 6.2 or later is needed, or Valkey. This is ${productOf(info)}.`);
  }
}

function mayEvict({ maxmemory, maxmemory_policy: policy = 'noeviction' }: Info): boolean {
  return policy !== 'noeviction' && maxmemory !== '0';
}

function evictionNotice(policy: string): string {
  const which = policy.startsWith('volatile-') ? 'entries with a ttl before they expire' : 'any entry';
  return (
    `The server's maxmemory-policy is '${policy}': where its memory is full it removes ${which}, without a word. ` +
    `Set it to 'noeviction' where entries must stay.`
  );
}

/** Undefined where its ACL does not let us ask, but it answers. */
async function aboutItself(node: RedisNode): Promise<Info | undefined> {
  try {
    return await infoOf(node, 'default');
  } catch (error) {
    if (replyCode(error) !== 'NOPERM') throw error;
    await node.send(['PING']);
    return undefined;
  }
}

async function clusterState(node: RedisNode): Promise<string> {
  const { cluster_state: state = 'unknown' } = parse(String(await node.send(['CLUSTER', 'INFO'])));
  if (state === 'fail')
    throw new KvFault('UNAVAILABLE', 'the cluster is down: some of its slots have no master.');
  return state;
}
