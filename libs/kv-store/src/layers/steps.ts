import type { Call } from '../core/call.js';
import { lost, type Retries } from '../core/contention.js';
import { nextCount } from '../core/counter.js';
import type { KvRecord } from '../core/kv-driver.js';
import { valueOrThrow } from '../core/outcomes.js';
import { isLive } from '../core/record.js';
import type { Steps } from '../core/stack.js';
import type { Channel } from './classify.js';
import type { Transport } from './transport.js';

/** The driver's conditional changes; those that it does not have are made of a read and a swap. */
export function stepsOf(
  channel: Channel,
  { read, alone }: Pick<Transport, 'read' | 'alone'>,
  retries: Retries,
): Steps {
  const { increment, touch, take } = channel;
  const steps: Steps = {
    async read(key, call) {
      call.consistency = 'strong';
      call.valuesOnly = false;
      return valueOrThrow(await read([key], call), call);
    },
    swap: (change, expected, call) => alone(call, () => channel.swap(change, expected, call)),
    increment: increment
      ? (key, by, expiresAt, call) => alone(call, () => increment(key, by, expiresAt, call))
      : (key, by, expiresAt, call) =>
          retries.untilWon(key, call, async () => {
            const record = await live(key, call);
            const sum = nextCount(record?.value, by);
            const expiry = record ? { expiresAt: record.expiresAt, keepsExpiry: true } : { expiresAt };
            const change = { type: 'put' as const, key, value: String(sum), ...expiry };
            return (await steps.swap(change, record?.version, call)) === undefined ? lost : sum;
          }),
    touch: touch
      ? (key, expiresAt, call) => alone(call, () => touch(key, expiresAt, call))
      : (key, expiresAt, call) =>
          retries.untilWon(key, call, async () => {
            const record = await live(key, call);
            if (!record) return false;
            const change = { type: 'put' as const, key, value: record.value, expiresAt };
            return (await steps.swap(change, record.version, call)) === undefined ? lost : true;
          }),
    take: take
      ? (key, call) => alone(call, () => take(key, call))
      : (key, call) =>
          retries.untilWon(key, call, async () => {
            const record = await live(key, call);
            if (!record) return undefined;
            return (await steps.swap({ type: 'delete', key }, record.version, call)) === undefined
              ? lost
              : record;
          }),
  };

  async function live(key: string, call: Call): Promise<KvRecord | undefined> {
    const record = await steps.read(key, call);
    return isLive(record, call) ? record : undefined;
  }

  return steps;
}
