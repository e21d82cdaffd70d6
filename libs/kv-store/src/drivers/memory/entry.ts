import type { KvRecord } from '../../core/kv-driver.js';

/** An entry from when it comes until it goes, whatever is stored under its key meanwhile. */
export class Entry {
  /** Never changed, but replaced by another, since readers may still hold it. Undefined once the entry is gone. */
  record: KvRecord | undefined;
  /** Of key and value in UTF-8; 0 where nobody counts. */
  bytes = 0;
  /** By which it stands in the order of expiry: when it expires, or earlier. Undefined where it does not stand there. */
  dueBy: number | undefined;
  /** Neighbours in the order of use. Not there where that is not kept, so that its entries are no larger for it. */
  declare older?: Entry | undefined;
  declare newer?: Entry | undefined;

  constructor(
    readonly key: string,
    /** In the order in which entries came: a number that is never given again. */
    readonly place: number,
  ) {}
}
