import { createHash } from 'node:crypto';

import { invalid, type KvFault } from '../../core/kv-fault.js';
import type { Identity } from './server-identity.js';

/** Where a list has got to. */
export interface Place {
  /** Which of the masters is being read. */
  readonly node: number;
  /** Its cursor of SCAN; null where it has given all. */
  readonly scan: string | null;
  /** Keys that it gave beyond the page's limit. */
  readonly rest: readonly string[];
  /** Hashes of what must still be so; `run` is of this node, null before it was asked. */
  readonly run: string | null;
  readonly owners: string | null;
}

export const start: Place = { node: 0, scan: '0', rest: [], run: null, owners: null };

export function cursorOf({ node, scan, rest, run, owners }: Place): string {
  return JSON.stringify([node, scan, run, owners, ...rest]);
}

/** The seal on a cursor is no secret, so what it holds is not to be trusted. */
export function placeIn(cursor: string | undefined): Place {
  if (cursor === undefined) return start;
  const [node, scan, run, owners, ...rest] = parse(cursor);
  const isPlace =
    Number.isInteger(node) &&
    (scan === null || isScan(scan)) &&
    [run, owners].every((hash) => hash === null || typeof hash === 'string') &&
    rest.every((key) => typeof key === 'string');
  if (!isPlace) throw invalid("'cursor' is none of these servers'. Begin again without one.");
  return { node, scan, run, owners, rest } as Place;
}

/** As the server gives it: 64 bits. It would answer more with an error that says less. */
function isScan(scan: unknown): boolean {
  return typeof scan === 'string' && /^\d{1,20}$/.test(scan) && BigInt(scan) < 2n ** 64n;
}

function parse(cursor: string): unknown[] {
  try {
    const parts = JSON.parse(cursor) as unknown;
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

/** The place, if the server is the one that it is a place in. */
export function confirmed(place: Place, identity: Identity): Place {
  const { run, owners } = { run: hashOf(identity.run), owners: hashOf(identity.owners) };
  if ((place.run ?? run) === run && (place.owners ?? owners) === owners) return { ...place, run, owners };
  throw changed();
}

export function changed(): KvFault {
  return invalid(
    'the list cannot go on, for the servers have changed since it began: one has restarted, has become master, or ' +
      'has got other keys. Begin again without a cursor.',
  );
}

function hashOf(text: string): string {
  return createHash('sha1').update(text).digest('base64url').slice(0, 8);
}
