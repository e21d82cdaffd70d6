/**
 * The first that makes conditional changes of a stream with replicas one by one: before, two at the same moment could
 * both succeed. https://github.com/nats-io/nats-server/issues/4320
 */
const oneByOne = [2, 9, 21];

export const notAtomic =
  'this server does not make conditional changes of a bucket with several replicas one by one, so that two at the same ' +
  'moment would both succeed: they are refused. Use NATS Server 2.9.21 or later, or one replica.';

/** Whether a conditional change is one atomic step, of a bucket with so many replicas on such a server. */
export function isAtomic(replicas: number, version = ''): boolean {
  return replicas === 1 || isAtLeast(version, oneByOne);
}

/** As `2.10.27`, also with something behind it. One that is unknown is taken for new. */
function isAtLeast(version: string, wanted: readonly number[]): boolean {
  const [, ...parts] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  for (const [index, least] of wanted.entries()) {
    const part = Number(parts[index] ?? Infinity);
    if (part !== least) return part > least;
  }
  return true;
}
