import type { KvDriverCall, KvListedRecord, KvRecordPage, KvRecordRange } from '../../core/kv-driver.js';
import { KvFault } from '../../core/kv-fault.js';
import type { Connection } from './connection.js';
import { cursorOf, type Place, placeIn } from './cursor.js';
import { readMessage } from './message.js';
import { recordOf } from './records.js';
import type { Stream } from './stream.js';
import { SubjectList } from './subject-list.js';
import { filterFor, keyOf } from './subjects.js';

/** Bytes of values in a page from which it is long enough. */
const largePage = 1_048_576;
/** Entries that are asked for at once: few until it is known that they are small. */
const [fewReads, mostReads] = [8, 128];
/** Entries that one page looks at: where few of them are in the range, it comes to its end empty. */
const mostLookedAt = 4_096;
/** Lists whose subjects are kept between two pages, and milliseconds for which they are: they can be asked for again. */
const [mostLists, keptFor] = [8, 60_000];

/** Pages of lists, in the order of the subjects. */
export class Lists {
  readonly #connection: Connection;
  readonly #stream: Stream;
  /** By what their cursors call them. */
  readonly #kept = new Map<string, SubjectList>();
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: Connection, stream: Stream) {
    this.#connection = connection;
    this.#stream = stream;
  }

  async page(range: KvRecordRange, call: KvDriverCall): Promise<KvRecordPage> {
    let place: Place = placeIn(range.cursor);
    const subjects = this.#subjectsFor(range, place);
    const records: KvListedRecord[] = [];
    let [bytes, atOnce] = [0, fewReads];
    for (let lookedAt = 0; lookedAt < mostLookedAt;) {
      call.signal?.throwIfAborted();
      const last = this.#stream.subjectOf(place.last);
      const next = await subjects.after(last, Math.min(atOnce, range.limit - records.length));
      if (next.length === 0) return { records };
      const found = await Promise.all(next.map((subject) => this.#find(subject, range, call)));
      for (const record of found) {
        if (!record) continue;
        records.push(record);
        bytes += record.value.length;
      }
      lookedAt += next.length;
      atOnce = Math.min(2 * atOnce, this.#stream.answers.most, mostReads);
      place = { ...place, last: this.#stream.tokensIn(next.at(-1) ?? last), offset: subjects.offset };
      if (records.length === range.limit || bytes >= largePage) break;
    }
    this.#keep(place.list, subjects);
    return { records, cursor: cursorOf(place) };
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#kept.clear();
  }

  /** What a list began with serves until its end; what is asked for later holds all the same that was there all the time. */
  #subjectsFor({ prefix }: KvRecordRange, { list, offset }: Place): SubjectList {
    const kept = this.#kept.get(list);
    this.#kept.delete(list);
    return kept ?? new SubjectList(this.#stream, this.#stream.subjectOf(filterFor(prefix)), offset);
  }

  #keep(list: string, subjects: SubjectList): void {
    this.#kept.set(list, subjects);
    const [oldest = ''] = this.#kept.keys();
    if (this.#kept.size > mostLists) this.#kept.delete(oldest);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#kept.clear();
    }, keptFor).unref();
  }

  /** Undefined for what is not there, and for what is none of ours. */
  async #find(
    subject: string,
    { prefix, keysOnly }: KvRecordRange,
    call: KvDriverCall,
  ): Promise<KvListedRecord | undefined> {
    const key = keyOf(this.#stream.tokensIn(subject));
    if (!key?.startsWith(prefix)) return undefined;
    const message = await readMessage(this.#connection, this.#stream, subject, call.consistency);
    try {
      const record = await recordOf(message, this.#stream, { valuesOnly: keysOnly });
      return record && { ...record, key, ...(keysOnly && { value: '' }) };
    } catch (error) {
      if (error instanceof KvFault) return undefined;
      throw error;
    }
  }
}
