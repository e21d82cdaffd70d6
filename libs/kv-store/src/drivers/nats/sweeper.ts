import type { KvDriverCall } from '../../core/kv-driver.js';
import { markerAge } from './changes.js';
import { classify } from './classify.js';
import type { Connection } from './connection.js';
import { NotConnected } from './errors.js';
import { type Head, headsFrom } from './headers-only.js';
import { expiryHeader } from './message.js';
import type { Stream } from './stream.js';
import { expiresByItself } from './stream-info.js';

/** Messages that one look takes in. */
const mostHeads = 1_000;
/** Milliseconds until the next look: where much was found, where little was, and at the end of the stream. */
const [soon, later, afterAll] = [100, 5_000, 30_000];

/**
 * Gives back the space of what has expired, and of what stands for deleted entries, where the servers do not do it
 * themselves. It goes through the stream without its values, at a pace that nobody notices, and takes away each message
 * up to its own place: one that was written since has a later one. The last of the stream stays until there is another:
 * where it was taken away, servers 2.9.10 and 2.10.27 that are killed give its place again, which a version may name.
 */
export class Sweeper {
  readonly #connection: Connection;
  readonly #stream: Stream;
  #call: Pick<KvDriverCall, 'now' | 'notice'> | undefined;
  #from = 1;
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: Connection, stream: Stream) {
    this.#connection = connection;
    this.#stream = stream;
  }

  start(call: Pick<KvDriverCall, 'now' | 'notice'>): void {
    this.#call = call;
    this.#sweepIn(soon);
  }

  stop(): void {
    this.#call = undefined;
    clearTimeout(this.#timer);
  }

  #sweepIn(milliseconds: number): void {
    if (!this.#call) return;
    // Not all processes at once.
    const pause = milliseconds * (0.5 + Math.random());
    this.#timer = setTimeout(() => void this.#sweepOn(), pause).unref();
  }

  async #sweepOn(): Promise<void> {
    const call = this.#call;
    if (!call) return;
    try {
      this.#sweepIn(await this.#sweep(call.now()));
    } catch (error) {
      // In the next round it may be possible, or another process does it.
      const isRefused = !(error instanceof NotConnected) && classify(error).code === 'PERMISSION_DENIED';
      if (!isRefused) this.#sweepIn(afterAll);
      else call.notice(notAllowed);
    }
  }

  /** Milliseconds until the next. */
  async #sweep(now: number): Promise<number> {
    if (expiresByItself(await this.#stream.info())) return afterAll;
    const heads = await headsFrom(this.#connection, this.#stream, this.#from, mostHeads);
    const over = heads.slice(0, -1).filter((head) => isOver(head, now));
    for (const { subject, seq } of over) {
      await this.#stream.ask('PURGE', { filter: subject, seq: seq + 1 });
    }
    const isAtEnd = heads.length < mostHeads;
    this.#from = isAtEnd ? 1 : (heads.at(-1)?.seq ?? 1);
    if (isAtEnd) return afterAll;
    return over.length * 10 > heads.length ? soon : later;
  }
}

function isOver(head: Head, now: number): boolean {
  if (head.isMarker) return head.storedAt + markerAge <= Date.now();
  const expiry = head.header(expiryHeader);
  return expiry !== undefined && Number(expiry) <= now;
}

const notAllowed =
  'The user may not have what has expired removed from the bucket, so its space is not given back. ' +
  "The driver's guide lists what must be allowed.";
