import { randomBytes } from 'node:crypto';

import type { KvVersion } from '../../core/kv-store.js';
import { versionLength } from './record.js';

const originBytes = 8;
/** Of which base64 makes 11 characters. */
const countLength = versionLength - 11;

/** Versions that nobody else gives out, in whichever process, and each only once: of a random origin, counted up. */
export class Versions {
  #origin = newOrigin();
  #count = 0;

  next(): KvVersion {
    this.#count += 1;
    if (this.#count >= 36 ** countLength) {
      this.#origin = newOrigin();
      this.#count = 1;
    }
    return this.#origin + this.#count.toString(36).padStart(countLength, '0');
  }
}

function newOrigin(): string {
  return randomBytes(originBytes).toString('base64url');
}
