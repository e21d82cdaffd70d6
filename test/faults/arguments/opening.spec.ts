import fc from 'fast-check';
import { createKvStore, json, type KvErrorCode, type KvStoreOptions, KvStoreModule } from 'nestjs-kv-store';
import { createTestKvStore } from 'nestjs-kv-store/testing';

import { amount } from '../amount.js';
import { anything, throwables } from './anything.js';
import { mark, type Material, odd, type Specimen } from './specimen.js';
import { codeOf } from './trial.js';
import { Pollution, Unheard } from './watch.js';

/** What takes options, the names of those, and what it needs besides. */
interface Opening {
  readonly name: string;
  readonly options: readonly string[];
  readonly open: (options: object) => unknown;
}

const common = [
  'timeout',
  'namespace',
  'defaultTtl',
  'consistency',
  'coalesce',
  'cache',
  'observers',
  'clock',
];
const own: Readonly<Record<string, readonly string[]>> = {
  dynamodb: [
    'table',
    'primaryKey',
    'region',
    'endpoint',
    'credentials',
    'clientConfig',
    'client',
    'attributes',
    'createTable',
  ],
  redis: [
    'url',
    'socket',
    'cluster',
    'sentinel',
    'username',
    'password',
    'database',
    'tls',
    'clientConfig',
    'client',
  ],
  nats: ['servers', 'bucket', 'replicas', 'storage', 'history', 'maxBytes', 'clientConfig', 'client'],
  lmdb: ['path', 'mapSize', 'sync'],
};
/** Names of what options hold. */
const inside = [
  'max',
  'ttl',
  'misses',
  'nodes',
  'pk',
  'value',
  'now',
  'callStarted',
  'slowCall',
  'accessKeyId',
];

const memory = { driver: 'memory', timeout: 50 } as const;

async function opened(options: object): Promise<void> {
  await using kv = await createKvStore(options as KvStoreOptions);
  await kv.set('a', 'value', { ttl: 60_000 });
  await kv.get('a');
}

const openings: readonly Opening[] = [
  {
    name: 'createKvStore, in memory',
    options: [...common, 'driver', 'maxEntries', 'maxBytes', 'whenFull', mark, '__proto__'],
    open: (options) => opened({ ...memory, ...options }),
  },
  // An option more that nobody knows, so that nothing is opened.
  ...Object.entries(own).map(([driver, options]) => ({
    name: `createKvStore, ${driver}`,
    options: [...options, mark],
    open: (given: object) => opened({ driver, ...given, unknown: true }),
  })),
  {
    name: 'forRoot',
    options: [...common, 'isGlobal', 'logging', 'driver'],
    open: (options) => KvStoreModule.forRoot({ ...memory, ...options }),
  },
  {
    name: 'forRootAsync',
    options: [
      'useFactory',
      'inject',
      'useClass',
      'useExisting',
      'imports',
      'isGlobal',
      'observers',
      'logging',
    ],
    open: (options) => KvStoreModule.forRootAsync({ useFactory: () => memory, ...options }),
  },
  {
    name: 'forFeature',
    options: ['store', 'namespace', 'codec', 'defaultTtl', mark],
    open: (options) => KvStoreModule.forFeature([{ name: 'users', namespace: 'users', ...options }] as never),
  },
  // Given as they are.
  { name: 'createKvStore', options: [], open: (options) => opened(options) },
  { name: 'forRoot, as it is', options: [], open: (options) => KvStoreModule.forRoot(options as never) },
  {
    name: 'forRootAsync, as it is',
    options: [],
    open: (options) => KvStoreModule.forRootAsync(options),
  },
  {
    name: 'forFeature, as it is',
    options: [],
    open: (options) => KvStoreModule.forFeature(options as never),
  },
  { name: 'json', options: [], open: (schema) => json(schema as never) },
];

// A KvError of the caller's own passes as it is.
const throwing = throwables
  .filter(([name]) => name !== 'a KvError')
  .flatMap(([name, thrown]) => [
    odd(`a function that throws ${name}`, () => () => {
      throw thrown() as Error;
    }),
    odd(`what throws ${name} when it is read`, () =>
      Object.defineProperty({}, 'now', {
        enumerable: true,
        get: () => {
          throw thrown() as Error;
        },
      }),
    ),
  ]);
const within = (group: readonly Specimen[]) =>
  inside.flatMap((name) =>
    group.flatMap((one) => [
      odd(`{ ${name}: ${one.name} }`, (material) => ({ [name]: one.make(material) })),
      odd(`[{ ${name}: ${one.name} }]`, (material) => [{ [name]: one.make(material) }]),
    ]),
  );
const wrong = [anything, throwing, within(anything), within(throwing)];

interface Try {
  readonly opening: Opening;
  readonly option: string | undefined;
  readonly argument: Specimen;
}

const tries: fc.Arbitrary<Try> = fc.constantFrom(...openings).chain((opening) =>
  fc.record({
    opening: fc.constant(opening),
    option: opening.options.length > 0 ? fc.constantFrom(...opening.options) : fc.constant(undefined),
    argument: fc.oneof(...wrong.map((group) => fc.constantFrom(...group))),
  }),
);

const refusals: ReadonlySet<KvErrorCode | 'ok'> = new Set([
  'ok',
  'INVALID_ARGUMENT',
  'UNSUPPORTED',
  'TOO_LARGE',
]);

it('options of stores, drivers, modules and features are taken, or refused with what is wrong with them', async () => {
  const seen = new Map<string, Set<string>>();
  const [pollution, unheard] = [new Pollution(), new Unheard()];
  const material: Material = {
    kv: createTestKvStore(),
    keyBytes: 100,
    cursors: [mark],
    version: mark,
    throws: (thrown) => thrown,
    thrown: new Set(),
  };
  let tried = 0;

  async function outcomeOf({ opening, option, argument }: Try): Promise<KvErrorCode | 'ok'> {
    const given = argument.make(material);
    try {
      await opening.open(option === undefined ? (given as object) : Object.fromEntries([[option, given]]));
      return 'ok';
    } catch (error) {
      return codeOf(error);
    }
  }

  const property = fc.asyncProperty(tries, async (one) => {
    const outcome = await outcomeOf(one);
    expect(refusals).toContain(outcome);
    seen.set(one.opening.name, (seen.get(one.opening.name) ?? new Set()).add(outcome));
    tried += 1;
    pollution.expectNone();
  });
  await fc.assert(property, { numRuns: amount(10_000) });
  await unheard.expectNothing();
  unheard.stop();
  expect(tried).toBeGreaterThanOrEqual(amount(10_000));
  for (const { name } of openings)
    expect([name, seen.get(name)?.has('INVALID_ARGUMENT')]).toEqual([name, true]);
}, 120_000);
