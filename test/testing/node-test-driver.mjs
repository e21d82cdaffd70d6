// Run by `node --test`, as a driver's author would, on the built package.
import * as runner from 'node:test';

import { describeKvDriver } from 'nestjs-kv-store/testing';

const isBroken = process.env.BROKEN === 'yes';

class MapDriver {
  name = 'map';
  limits = { keyBytes: 2_048, entryBytes: 1_048_576 };
  details = {};
  origin = Math.random().toString(36).slice(2);
  records = new Map();
  changes = 0;

  open = () => Promise.resolve();
  close = () => Promise.resolve();
  ping = () => Promise.resolve({});
  classify = () => ({ code: 'UNKNOWN' });
  read = async (keys) => keys.map((key) => ({ ok: true, value: this.records.get(key) }));
  write = async (changes) => changes.map((change) => ({ ok: true, value: void this.make(change) }));

  async swap(change, expected, call) {
    const record = this.records.get(change.key);
    const isLive = record !== undefined && (record.expiresAt ?? Infinity) > call.now();
    if (!isBroken && (isLive ? record.version : undefined) !== expected) return undefined;
    return this.make(change) ?? expected;
  }

  make({ type, key, value, expiresAt }) {
    if (type === 'delete') return void this.records.delete(key);
    const version = `${this.origin}.${(this.changes += 1)}`;
    this.records.set(key, { value, version, expiresAt });
    return version;
  }
}

describeKvDriver({
  name: 'map',
  create: () => new MapDriver(),
  time: 'controlled',
  data: 'lost',
  effort: { sequences: 10, histories: 1, documents: 500 },
  runner,
});
