import type { KvErrorCode, KvStore } from 'nestjs-kv-store';

import { codecs } from './codecs.js';
import { keys, manyEntries, manyKeys } from './keys.js';
import { options } from './options.js';
import { clearRanges, ranges } from './ranges.js';
import type { Kinds } from './specimen.js';
import { amounts, callbacks, folderOptions, folders, ttls, values, versions } from './values.js';

type Methods = Record<string, (...args: unknown[]) => unknown>;

/** A public method: what each of its arguments usually is, and which refusals must be seen. */
export interface Method {
  readonly takes: readonly Kinds[];
  readonly refuses: readonly (KvErrorCode | 'thrown')[];
  readonly call: (kv: KvStore, args: readonly unknown[]) => unknown;
}

const one = 'INVALID_ARGUMENT';
const keyed = [one, 'TOO_LARGE', 'ABORTED'] as const;
const reading = [...keyed, 'CORRUPT'] as const;

function method(
  name: keyof KvStore,
  takes: Method['takes'],
  refuses: Method['refuses'],
): readonly [string, Method] {
  return [name, { takes, refuses, call: (kv, args) => (kv as unknown as Methods)[name]?.(...args) }];
}

/** A list is looked through, but not for ever. */
async function walked(list: unknown): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const item of list as AsyncIterable<unknown>) {
    seen.push(item);
    if (seen.length === 500) break;
  }
  return seen;
}

function list(name: 'keys' | 'entries', refuses: Method['refuses']): readonly [string, Method] {
  const { takes, call } = method(name, [ranges], refuses)[1];
  return [name, { takes, refuses, call: (kv, args) => walked(call(kv, args)) }];
}

/** What gives a view of the store throws at once; a view that was given is used. */
function view(
  name: 'namespace' | 'as',
  takes: Method['takes'],
  refuses: Method['refuses'],
): readonly [string, Method] {
  const { call } = method(name, takes, refuses)[1];
  return [
    name,
    {
      takes: [...takes, values],
      refuses,
      call: async (kv, args) => {
        const seen = call(kv, args.slice(0, -1)) as KvStore;
        await seen.set('a', args.at(-1) as string);
        return seen.get('a');
      },
    },
  ];
}

export const methods: readonly (readonly [string, Method])[] = [
  method('get', [keys, options], reading),
  method('getOrThrow', [keys, options], [...reading, 'NOT_FOUND']),
  method('getEntry', [keys, options], reading),
  method('getMany', [manyKeys, options], reading),
  method('has', [keys, options], keyed),
  method('getOrSet', [keys, callbacks, options], [...keyed, 'thrown']),
  method('set', [keys, values, options], keyed),
  method('setMany', [manyEntries, options], keyed),
  method('delete', [keys, options], keyed),
  method('deleteMany', [manyKeys, options], keyed),
  method('create', [keys, values, options], keyed),
  method('replaceIf', [keys, values, versions, options], keyed),
  method('deleteIf', [keys, versions, options], keyed),
  method('update', [keys, callbacks, options], [...keyed, 'thrown']),
  method('take', [keys, options], keyed),
  method('increment', [keys, amounts, options], keyed),
  method('touch', [keys, ttls, options], keyed),
  list('keys', [one]),
  list('entries', [one]),
  method('page', [ranges], [one]),
  method('clear', [clearRanges], [one]),
  view('namespace', [folders, folderOptions], [one]),
  view('as', [codecs], [one, 'CORRUPT', 'UNSUPPORTED']),
  method('healthCheck', [options], [one, 'ABORTED']),
];
