import * as crypto from 'node:crypto';

import type { KvVersion } from '../../core/kv-store.js';
import type { Identity } from './stream.js';

/** What a version names: one message of one stream. */
export interface Place {
  readonly seq: number;
  readonly expiresAt: number | undefined;
}

/**
 * A version says where in the stream its entry is and when that expires, so that a change needs not read it again, and
 * is sealed by the stream. One in memory counts from 1 again when its servers are started again: there the value is
 * in the seal, too.
 */
export function versionOf(place: Place, value: string | Uint8Array, identity: Identity): KvVersion {
  return `${placeText(place)}.${sealOf(place, identity, value)}`;
}

/** Undefined for a version that this stream has not given. Of one in memory that is still to be seen. */
export function placeIn(version: KvVersion, identity: Identity): Place | undefined {
  const [, seq = '', expiry = '', seal] = /^([\da-z]+)\.([\da-z]*)\.([\w-]+)$/.exec(version) ?? [];
  const place = { seq: parseInt(seq, 36), expiresAt: expiry === '' ? undefined : parseInt(expiry, 36) };
  const isOurs = identity.isVolatile ? seal !== undefined : seal === sealOf(place, identity, '');
  return isOurs ? place : undefined;
}

function placeText({ seq, expiresAt }: Place): string {
  return `${seq.toString(36)}.${expiresAt?.toString(36) ?? ''}`;
}

/** No secret: it tells what was mistaken from what was given. */
function sealOf(place: Place, { hash, isVolatile }: Identity, value: string | Uint8Array): string {
  const contents = isVolatile ? crypto.hash('sha1', value) : '';
  return crypto.hash('sha1', `${hash} ${placeText(place)} ${contents}`, 'base64url').slice(0, 12);
}
