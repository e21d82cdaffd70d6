import type { KvOperation } from './kv-observer.js';

/** Calls that change entries: of one that is cut off it has to be said whether it did. */
export const changing: ReadonlySet<KvOperation> = new Set([
  'set',
  'setMany',
  'delete',
  'deleteMany',
  'create',
  'replaceIf',
  'deleteIf',
  'update',
  'take',
  'increment',
  'touch',
  'clear',
]);
