import {
  bytes,
  json,
  type KvCodec,
  type KvEntry,
  type KvPage,
  type KvStore,
  type StandardSchema,
  text,
} from 'nestjs-kv-store';
import * as v from 'valibot';
import { z } from 'zod';

// Compiled by `npm run types`, and never run: what is inferred, and what must not compile.

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the way to compare types exactly
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? [] : [never];

/** Compiles only for a value of exactly this type. */
function is<Expected>() {
  return <Actual>(value: Actual, ..._: Same<Actual, Expected>): Actual => value;
}

declare const kv: KvStore;
const userSchema = z.object({ name: z.string(), age: z.number().optional() });
type User = z.infer<typeof userSchema>;

export async function typesComeFromTheSchema(): Promise<void> {
  const users = is<KvStore<User>>()(kv.as(json(userSchema)));
  is<User | undefined>()(await users.get('42'));
  is<User>()(await users.getOrThrow('42'));
  is<KvEntry<User> | undefined>()(await users.getEntry('42'));
  is<(User | undefined)[]>()(await users.getMany(['42']));
  is<KvPage<User>>()(await users.page());
  is<User | undefined>()(await users.take('42'));
  for await (const { value } of users.namespace('admins').entries()) is<User>()(value);
  for await (const key of users.keys()) is<string>()(key);

  is<KvStore<{ name: string }>>()(kv.as(json(v.object({ name: v.string() }))));
  is<KvStore<User[]>>()(kv.as(json<User[]>()));
  is<KvStore<unknown>>()(kv.as(json()));
  const raw = is<KvStore<Uint8Array>>()(kv.as(bytes));
  is<KvStore>()(raw.as(text));
  // @ts-expect-error this is how it looks when a type is another
  is<KvStore<User>>()(kv);
}

export async function valuesAreChecked(users: KvStore<User>): Promise<void> {
  await users.set('42', { name: 'Ada' });
  // @ts-expect-error a property is missing
  await users.set('42', {});
  // @ts-expect-error a property is of another type
  await users.create('42', { name: 7 });
  // @ts-expect-error text is no user
  await users.setMany([['42', '{"name":"Ada"}']]);
  // @ts-expect-error what is made of a user is a user
  await users.update('42', (user) => user?.name);
  // @ts-expect-error what is loaded is a user
  await users.getOrSet('42', () => 'Ada');
  // @ts-expect-error a user is no text
  await kv.set('42', { name: 'Ada' });
}

export async function onlyNumbersAreCounted(): Promise<void> {
  is<number>()(await kv.increment('hits'));
  await kv.as(json<number>()).increment('hits', 2, { ttl: 1_000 });
  await kv.as(json(z.int())).increment('hits');
  // @ts-expect-error a document cannot be counted on
  await kv.as(json(userSchema)).increment('hits');
  // @ts-expect-error nor can bytes
  await kv.as(bytes).increment('hits');
}

export async function rangesAreChecked(): Promise<void> {
  await kv.page({ prefix: 'a', limit: 10, cursor: undefined, timeout: 100 });
  await kv.clear({ all: true });
  await kv.namespace('users').clear();
  // @ts-expect-error all or nothing
  await kv.clear({ all: false });
  // @ts-expect-error a page has no offset
  await kv.page({ offset: 10 });
  // @ts-expect-error a namespace has a name
  kv.namespace();
}

export function schemasDoNotTransform(): void {
  // @ts-expect-error what is written is not what is read
  kv.as(json(z.string().transform((value) => value.length)));
  const own: KvCodec<Date> = {
    kind: 'text',
    encode: (date) => date.toISOString(),
    decode: (stored) => new Date(stored),
  };
  is<KvStore<Date>>()(kv.as(own));
  // @ts-expect-error a codec says of what kind it is
  kv.as({ encode: String, decode: String });
  // @ts-expect-error bytes are no text
  kv.as({ kind: 'text', encode: () => Uint8Array.of(1), decode: String });
  const schema: StandardSchema<User> = userSchema;
  kv.as(json(schema));
}
