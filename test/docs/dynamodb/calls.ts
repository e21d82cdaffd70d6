import type { KvOperation, KvStore, OpenKvStore } from 'nestjs-kv-store';

/** A store, and another program that writes into its table. */
export interface Subject {
  readonly kv: OpenKvStore;
  /** Writes an item as one who knows nothing of versions. */
  readonly foreign: (key: string) => Promise<void>;
}

export type Call = (subject: Subject) => Promise<unknown>;
type Calls = Partial<Record<KvOperation, Call>>;

/** Makes each call in all the ways in which it asks DynamoDB for different things. Each has keys of its own. */
export const reads = {
  get: ({ kv }) => aloneAndTogether((key) => kv.get(key)),
  getOrThrow: ({ kv }) => aloneAndTogether((key) => kv.getOrThrow(key).catch(() => undefined)),
  getEntry: ({ kv }) => aloneAndTogether((key) => kv.getEntry(key)),
  has: ({ kv }) => aloneAndTogether((key) => kv.has(key)),
  async getMany({ kv }) {
    await kv.getMany(['many:1', 'many:2']);
    await kv.getMany(['many:1']);
  },
} satisfies Calls;

export const changes = {
  getOrSet: ({ kv }) => kv.getOrSet('loaded:1', () => 'value'),
  set: ({ kv }) => aloneAndTogether((key) => kv.set(key, 'value')),
  delete: ({ kv }) => aloneAndTogether((key) => kv.delete(key)),
  async setMany({ kv }) {
    await kv.setMany(['many:1', 'many:2'].map((key) => [key, 'value'] as const));
    await kv.setMany([['many:1', 'value']]);
  },
  async deleteMany({ kv }) {
    await kv.deleteMany(['many:1', 'many:2']);
    await kv.deleteMany(['many:1']);
  },
  create: ({ kv }) => kv.create('created:1', 'value'),
  async replaceIf({ kv, foreign }) {
    await kv.replaceIf('replaced:1', 'other', 'version');
    await foreign('replaced:2');
    await kv.replaceIf('replaced:2', 'other', foreignVersion);
  },
  async deleteIf({ kv, foreign }) {
    await kv.deleteIf('deleted:1', 'version');
    await foreign('deleted:2');
    await kv.deleteIf('deleted:2', foreignVersion);
  },
  async update({ kv }) {
    await kv.update('updated:1', () => 'value');
    await kv.update('updated:1', () => undefined);
  },
  take: ({ kv }) => kv.take('taken:1'),
  touch: ({ kv }) => kv.touch('touched:1', 60_000),
  async increment({ kv }) {
    await kv.increment('counted:1');
    await kv.increment('counted:1');
    await kv.increment('counted:2', 1, { ttl: 60_000 });
  },
} satisfies Calls;

export const lists = {
  keys: ({ kv }) => inAndOut(kv, (range) => all(range.keys())),
  entries: ({ kv }) => inAndOut(kv, (range) => all(range.entries())),
  page: ({ kv }) => inAndOut(kv, (range) => range.page()),
  async clear({ kv, foreign }) {
    await foreign('cleared:1');
    await foreign('cleared:2');
    await kv.namespace('cleared').clear();
    await foreign('cleared:1');
    await kv.clear({ all: true });
    await foreign('cleared:1');
    await kv.clear({ all: true });
  },
} satisfies Calls;

export const health = {
  healthCheck: ({ kv }) => kv.healthCheck(),
} satisfies Calls;

/** As entries have that another program wrote, which is found out by a read. */
const foreignVersion = `value:${'A'.repeat(43)}`;

async function aloneAndTogether(call: (key: string) => Promise<unknown>): Promise<void> {
  await call('some:1');
  await Promise.all([call('some:1'), call('some:2')]);
}

/** From the root, and inside a namespace. */
async function inAndOut(kv: KvStore, call: (range: KvStore) => Promise<unknown>): Promise<void> {
  await call(kv);
  await call(kv.namespace('some'));
}

async function all<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const found = [];
  for await (const one of iterable) found.push(one);
  return found;
}
