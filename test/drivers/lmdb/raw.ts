import { randomBytes } from 'node:crypto';

import { type Database, open, type RootDatabase } from 'lmdb';

/** A directory as another program sees it, by lmdb alone. */
export class Raw {
  readonly root: RootDatabase;
  readonly entries: Database<Buffer, Buffer>;
  readonly expiries: Database<Buffer, Buffer>;
  readonly about: Database<Buffer, Buffer>;

  constructor(path: string) {
    const bytes = { encoding: 'binary' as const, keyEncoding: 'binary' as const };
    this.root = open({ path, noSubdir: false, maxDbs: 3 });
    this.entries = this.root.openDB('entries', bytes);
    this.expiries = this.root.openDB('expiries', bytes);
    this.about = this.root.openDB('about', bytes);
  }

  /** What is stored under a key now, in whichever process. */
  get(key: string): Buffer | undefined {
    this.root.resetReadTxn();
    return this.entries.get(Buffer.from(key));
  }

  async put(key: string | Buffer, value: Buffer): Promise<void> {
    await this.entries.put(Buffer.from(key), value);
  }

  /** The rows of what expires: moment and key. */
  rows(): [number, string][] {
    this.root.resetReadTxn();
    return [...this.expiries.getKeys({ start: Buffer.alloc(1) })].map((row) => [
      Number(row.readBigUInt64BE()),
      row.toString('utf8', 8),
    ]);
  }

  close(): Promise<void> {
    return this.root.close();
  }
}

/** A record, as the guide says that it is. */
export function record(
  value: string | Buffer,
  expiresAt = 0,
  version = `${randomBytes(8).toString('hex')}0`,
): Buffer {
  const head = `\u0002${expiresAt.toString(36).padStart(11, '0')}${version}`;
  return Buffer.concat([Buffer.from(head), Buffer.from(value)]);
}

/** When a record expires; 0 for never. */
export function expiryOf(record: Buffer): number {
  return Number.parseInt(record.toString('latin1', 1, 12), 36);
}

export function row(expiresAt: number, key: string): Buffer {
  const moment = Buffer.alloc(8);
  moment.writeBigUInt64BE(BigInt(expiresAt));
  return Buffer.concat([moment, Buffer.from(key)]);
}
