import { type RedisServer, startRedis } from './redis-process.js';

/** How many of the sentinels must agree that the master is down. */
const quorum = 2;
/**
 * Milliseconds without an answer after which a node counts as down. A new master drops its connections, and a sentinel
 * makes one at most every second: with less it would be down at once.
 */
const downAfter = 1_500;
/** Milliseconds: after twice as many a failover that came to nothing is tried again. */
const failoverTimeout = 3_000;
// Milliseconds. A node that says to be master for four publish periods, and is none, is made a replica at the next look
// at its INFO: by default some ten seconds after its restart.
const publishPeriod = 500;
const infoPeriod = 1_000;

/** What the sentinels call the master. */
export const masterName = 'mymaster';

export async function startSentinel(master: RedisServer): Promise<RedisServer> {
  const sentinel = await startRedis(['--sentinel'], {
    file: [
      `sentinel monitor ${masterName} ${master.host} ${master.port} ${quorum}`,
      `sentinel down-after-milliseconds ${masterName} ${downAfter}`,
      `sentinel failover-timeout ${masterName} ${failoverTimeout}`,
    ],
  });
  // No setting can say it. Redis 6 refuses it: there a node comes back later.
  const periods = ['publish-period', String(publishPeriod), 'info-period', String(infoPeriod)];
  await sentinel.cli('SENTINEL', 'DEBUG', ...periods);
  return sentinel;
}

/** The port of the master. */
export async function masterSeenBy(sentinel: RedisServer): Promise<number> {
  const answer = await sentinel.cli('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName);
  return Number(answer.split('\n')[1]);
}

/** Whether it knows so many replicas and other sentinels. */
export async function knows(sentinel: RedisServer, replicas: number, others: number): Promise<boolean> {
  const lines = (await sentinel.cli('SENTINEL', 'MASTER', masterName)).split('\n');
  const of = (field: string) => Number(lines[lines.indexOf(field) + 1]);
  return of('num-slaves') === replicas && of('num-other-sentinels') === others;
}
