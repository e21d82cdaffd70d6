import type { Stream } from './stream.js';

/** Subjects that JetStream gives at once. */
const most = 100_000;
/** By how many subjects the next part begins before the end of the one before, for some may have gone meanwhile. */
const overlap = 1_000;

interface Part {
  readonly state: { readonly subjects?: Readonly<Record<string, number>> };
  /** Of all parts. */
  readonly total?: number;
}

/**
 * What stands in a stream under the subjects of a filter, in their order, as the leader knew it at one moment: in parts
 * of 100,000, each of which was asked for when the one before had been read. By places in the stream, where what is
 * written again moves to the end, a list would never end or miss something while others write.
 */
export class SubjectList {
  readonly #stream: Stream;
  readonly #filter: string;
  #subjects: readonly string[] = [];
  /** Place of the first of `#subjects` among all. */
  #offset = 0;
  #total = Infinity;

  /** @param offset Near where the part begins that is asked for first. */
  constructor(stream: Stream, filter: string, offset: number) {
    this.#stream = stream;
    this.#filter = filter;
    this.#offset = offset;
  }

  /** At most so many behind `last`, which are not the end unless there are none. */
  async after(last: string, limit: number): Promise<readonly string[]> {
    if (this.#total === Infinity) await this.#load(this.#offset, last);
    for (;;) {
      const start = firstBehind(this.#subjects, last);
      const end = this.#offset + this.#subjects.length;
      if (start < this.#subjects.length || end >= this.#total) {
        return this.#subjects.slice(start, start + limit);
      }
      await this.#load(end - overlap, last);
    }
  }

  /** Near where the next part begins. */
  get offset(): number {
    return this.#offset;
  }

  /** A part that begins at or before what comes behind `last`. */
  async #load(offset: number, last: string): Promise<void> {
    for (let from = Math.max(0, offset); ; from = Math.max(0, from - most / 2)) {
      const request = { subjects_filter: this.#filter, offset: from };
      const { state, total = 0 } = await this.#stream.ask<Part>('INFO', request);
      this.#subjects = Object.keys(state.subjects ?? {}).sort();
      this.#offset = from;
      this.#total = total;
      const [first] = this.#subjects;
      if (from === 0 || (first !== undefined && first <= last)) return;
    }
  }
}

function firstBehind(subjects: readonly string[], last: string): number {
  let [low, high] = [0, subjects.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((subjects[middle] ?? '') > last) high = middle;
    else low = middle + 1;
  }
  return low;
}
