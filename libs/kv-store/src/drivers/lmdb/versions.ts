import { randomBytes } from 'node:crypto';

const [originBytes, countBytes] = [8, 4];

/** Versions that nobody else gives out, in whichever process, and each only once: of a random origin, counted up. */
export class Versions {
  #origin = randomBytes(originBytes);
  #count = 0;

  next(): Buffer {
    this.#count += 1;
    if (this.#count >= 2 ** (8 * countBytes)) {
      this.#origin = randomBytes(originBytes);
      this.#count = 1;
    }
    const version = Buffer.allocUnsafe(originBytes + countBytes);
    version.set(this.#origin);
    version.writeUInt32BE(this.#count, originBytes);
    return version;
  }
}
