import { inspect } from 'node:util';

import { Logger } from '@nestjs/common';
import type { KvChange, KvDriver, KvDriverCall } from 'nestjs-kv-store';
import { KvFault } from 'nestjs-kv-store';

import { brokenDriver } from '../../conformance/broken-drivers.js';
import { runSuite } from '../../conformance/run-suite.js';
import type { Channel } from '../../support/secrets/recording.js';
import { record } from '../../support/secrets/record.js';

jest.mock('../../../libs/kv-store/src/create-kv-store.js', (): unknown =>
  jest.requireActual('../../support/secrets/create-kv-store.js'),
);

type Leak = (change: Put, call: KvDriverCall) => void;
type Put = Extract<KvChange, { type: 'put' }>;

const bytesOf = ({ value }: Put) => Buffer.from(value).subarray(0, 200);
const refuse = (message: string) => {
  throw new KvFault('EXHAUSTED', message);
};

/** What drivers might do, be it by another's code. */
const leaks: readonly (readonly [how: string, Channel, Leak])[] = [
  ['quotes the key in a message', 'errors', ({ key }) => refuse(`the entry ${key} is locked.`)],
  ['quotes the key as in a URL', 'errors', ({ key }) => refuse(`/kv/${encodeURIComponent(key)} is locked.`)],
  ['quotes the value', 'errors', (put) => refuse(`no room for ${bytesOf(put).toString()}.`)],
  [
    'quotes the beginning of the value',
    'errors',
    (put) => refuse(`not '${bytesOf(put).toString().slice(0, 60)}'…`),
  ],
  ['quotes the value as JSON', 'errors', (put) => refuse(JSON.stringify({ value: bytesOf(put).toString() }))],
  ['shows the value as a Buffer', 'errors', (put) => refuse(inspect(bytesOf(put)))],
  ['shows the value as an array', 'errors', (put) => refuse(inspect(new Uint8Array(bytesOf(put))))],
  [
    'shows the value as a Buffer in JSON',
    'errors',
    (put) => refuse(JSON.stringify(bytesOf(put), undefined, 2)),
  ],
  ['shows the value in base64', 'errors', (put) => refuse(bytesOf(put).toString('base64'))],
  [
    'shows a request in base64',
    'errors',
    (put) => refuse(Buffer.from(`1 ${String(put.value)} 2`).toString('base64url')),
  ],
  ['shows the value in hexadecimal', 'errors', (put) => refuse(bytesOf(put).toString('hex'))],
  [
    'says the value in the cause',
    'errors',
    (put) => {
      throw new KvFault('CONFLICT', 'no', { cause: { name: 'Error', requestId: String(put.value) } });
    },
  ],
  [
    'says the key to the operator',
    'notices',
    ({ key }, call) => {
      call.notice(`${key} is large.`);
    },
  ],
  [
    'says the key in a log',
    'log',
    ({ key }) => {
      new Logger('Driver').warn(`${key} is large.`);
    },
  ],
  ['says the key of an error in a log', 'log', ({ key }) => refuse(`the entry ${key} is locked.`)],
  ['says the key of an error in a trace', 'traces', ({ key }) => refuse(`the entry ${key} is locked.`)],
  [
    'prints the key',
    'console',
    ({ key }) => {
      console.log('%s', key);
    },
  ],
  ['writes the value to the output', 'output', (put) => process.stderr.write(put.value)],
  [
    'warns of the key',
    'warnings',
    ({ key }) => {
      process.emitWarning(`${key} is large.`);
    },
  ],
  [
    'counts by key',
    'metrics',
    ({ key }, call) => call.report?.({ type: 'batch', operation: key as never, size: 1 }),
  ],
  [
    'tells observers the key',
    'observers',
    ({ key }, call) => call.report?.({ type: 'batch', operation: key as never, size: 1 }),
  ],
];

function leakyDriver(leak: Leak): KvDriver {
  return brokenDriver((memory) => ({
    write: (changes, call) => {
      for (const change of changes) if (change.type === 'put') leak(change, call);
      return memory.write(changes, call);
    },
  }));
}

const which = /> through the full stack > (batches|errors) >/;
const suite = { name: 'leaky', time: 'controlled', data: 'lost' } as const;

describe('the search for secrets', () => {
  it.each(leaks)('finds a driver that %s, in %s', async (_, channel, leak) => {
    const recording = await record(async () => {
      await runSuite({ ...suite, create: () => leakyDriver(leak) }, which);
    });
    expect(recording.leaks()).toHaveProperty(channel);
  });

  it('finds a driver whose health names the last key', async () => {
    let last = '';
    const leaky = leakyDriver(({ key }) => (last = key));
    const create = () => Object.assign(leaky, { ping: () => Promise.resolve({ last }) });
    const recording = await record(async () => {
      await runSuite({ ...suite, create }, which);
    });
    expect(recording.leaks()).toHaveProperty('health');
  });

  it('finds nothing in a driver that keeps secrets', async () => {
    const recording = await record(async () => {
      await runSuite({ ...suite, create: () => leakyDriver(() => undefined) }, which);
    });
    expect(recording.calls).toBeGreaterThan(100);
    expect(recording.leaks()).toEqual({});
  });
});
