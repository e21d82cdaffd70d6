import type { KvDriverCall, KvListedRecord, KvRecordPage, KvRecordRange } from '../../core/kv-driver.js';
import type { Connection, RedisNode } from './connection.js';
import { changed, confirmed, cursorOf, type Place, placeIn, start } from './cursor.js';
import { recordOf } from './records.js';
import { replyCode } from './reply-code.js';
import { readScript, run } from './scripts.js';
import { identityOf } from './server-identity.js';
import type { ServersClock } from './servers-clock.js';

/** Commands of SCAN for one page: where few keys are in the range, a page comes to its end empty. */
const mostScans = 20;
/** Places of its table that a server looks at in one command: it does nothing else meanwhile. */
const [fewestPlaces, mostPlaces] = [10, 2_000];
/** Keys whose values are read at once. */
const mostReads = 100;
/** Bytes of values in a page from which it is long enough. */
const largePage = 1_048_576;

/** One page: of one master after the other, each in the order of its own table. */
export async function list(
  connection: Connection,
  range: KvRecordRange,
  clock: ServersClock,
  call: KvDriverCall,
): Promise<KvRecordPage> {
  const page = new Page(connection, range, clock, call);
  let place: Place | undefined = placeIn(range.cursor);
  do place = await page.readFrom(place);
  while (place && !page.isLong);
  const { records } = page;
  return place ? { records, cursor: cursorOf(place) } : { records };
}

class Page {
  readonly records: KvListedRecord[] = [];
  readonly #connection: Connection;
  readonly #range: KvRecordRange;
  readonly #clock: ServersClock;
  readonly #call: KvDriverCall;
  readonly #pattern: string;
  #bytes = 0;
  #scans = 0;
  /** Places looked at, and keys found there, by which the next look is as long as it must be. */
  #places = 0;
  #found = 0;

  constructor(connection: Connection, range: KvRecordRange, clock: ServersClock, call: KvDriverCall) {
    this.#connection = connection;
    this.#range = range;
    this.#clock = clock;
    this.#call = call;
    this.#pattern = `${range.prefix.replace(/[\\*?[\]]/g, '\\$&')}*`;
  }

  get isLong(): boolean {
    return this.#wanted === 0 || this.#bytes >= largePage || this.#scans >= mostScans;
  }

  get #wanted(): number {
    return this.#range.limit - this.records.length;
  }

  /** Reads on in one server, and resolves with where to go on; undefined at the end of the last. */
  async readFrom(from: Place): Promise<Place | undefined> {
    const node = this.#connection.masters()[from.node];
    if (!node) throw changed();
    let place = from;
    if (place.run === null) place = confirmed(place, await identityOf(this.#connection, node));
    place = await this.#readOn(node, place);
    // The same server gave it all, from the first to the last, and had the same keys.
    place = confirmed(place, await identityOf(this.#connection, node));
    if (place.scan !== null || place.rest.length > 0) return place;
    const next = place.node + 1;
    return next < this.#connection.masters().length
      ? { ...start, node: next, owners: place.owners }
      : undefined;
  }

  async #readOn(node: RedisNode, from: Place): Promise<Place> {
    let { scan, rest } = from;
    do {
      this.#call.signal?.throwIfAborted();
      if (rest.length === 0 && scan !== null) ({ scan, rest } = await this.#scan(node, scan));
      const keys = rest.slice(0, this.#wanted);
      rest = rest.slice(keys.length);
      await this.#add(keys);
    } while ((scan !== null || rest.length > 0) && !this.isLong);
    return { ...from, scan, rest };
  }

  async #scan(node: RedisNode, cursor: string): Promise<{ scan: string | null; rest: string[] }> {
    const most = this.#range.keysOnly ? this.#wanted : Math.min(this.#wanted, mostReads);
    const count = Math.ceil((most * (this.#places + 1)) / (this.#found + 1));
    const places = Math.min(Math.max(count, fewestPlaces), mostPlaces);
    const options = ['MATCH', this.#pattern, 'COUNT', String(places), 'TYPE', 'string'];
    const [next, keys] = (await node.send(['SCAN', cursor, ...options])) as [Buffer, Buffer[]];
    this.#scans += 1;
    this.#places += places;
    this.#found += keys.length;
    const scan = next.toString();
    return { scan: scan === '0' ? null : scan, rest: keys.flatMap(textOf) };
  }

  async #add(keys: readonly string[]): Promise<void> {
    if (this.#range.keysOnly) {
      for (const key of keys) this.records.push({ key, value: '', version: '' });
      return;
    }
    const records = await Promise.all(keys.map((key) => this.#read(key)));
    for (const record of records) {
      if (!record) continue;
      this.records.push(record);
      this.#bytes += Buffer.byteLength(record.value);
    }
  }

  /** Undefined for what is gone by now, or has become something else. */
  async #read(key: string): Promise<KvListedRecord | undefined> {
    try {
      const record = recordOf(await run(this.#connection, readScript, key, []), this.#clock, this.#call);
      return record && { key, ...record };
    } catch (error) {
      if (replyCode(error) === 'WRONGTYPE') return undefined;
      throw error;
    }
  }
}

/** No key of ours is ill-formed. */
function textOf(key: Buffer): string[] {
  const text = key.toString();
  return text.includes('\uFFFD') && !Buffer.from(text).equals(key) ? [] : [text];
}
