import type { Socket } from 'node:net';

import { type Pace, paceOf } from './fault.js';

/** Bytes on their way from which on the source has to wait, as with the window of TCP. */
const mostHeld = 256 * 1_024;
/** What is throttled goes in portions of so many milliseconds. */
const portion = 20;

/** What is on its way; no bytes at all mean the end of the stream. */
interface Held {
  bytes: Buffer | undefined;
  readonly due: number;
}

/** The bytes of a connection in one direction. */
export class Flow {
  pace: Pace = paceOf(undefined);
  /** Takes what comes and passes none of it on. For good once anything is lost: no stream has a hole in it. */
  deaf = false;
  /** Called with each loss while it is deaf. */
  onLoss: () => void = () => undefined;
  readonly #source: Socket;
  readonly #sink: Socket;
  #held: Held[] = [];
  #size = 0;
  #hasLost = false;
  /** When the next byte may go. */
  #free = 0;
  #draining = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(source: Socket, sink: Socket) {
    this.#source = source;
    this.#sink = sink;
    source.on('data', (bytes) => {
      this.#take(bytes);
    });
    source.once('end', () => {
      this.#take(undefined);
    });
    sink.on('drain', () => {
      this.#draining = false;
      this.#passOn();
    });
  }

  /** Nothing passes any more. What comes is swallowed, so that the source does not wait. */
  stop(): void {
    this.deaf = true;
    this.#hasLost = true;
    this.onLoss = () => undefined;
    this.#held = [];
    clearTimeout(this.#timer);
    this.#source.resume();
  }

  #take(bytes: Buffer | undefined): void {
    if (this.deaf || this.#hasLost) {
      this.#hasLost = true;
      this.onLoss();
      return;
    }
    const due = Math.max(this.#held.at(-1)?.due ?? 0, performance.now() + this.pace.delay);
    this.#held.push({ bytes, due });
    this.#size += bytes?.length ?? 0;
    this.#passOn();
    if (this.#size > mostHeld) this.#source.pause();
  }

  #passOn(): void {
    clearTimeout(this.#timer);
    for (let next = this.#held[0]; next && !this.#draining; next = this.#held[0]) {
      const wait = Math.max(next.due, this.#free) - performance.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => {
          this.#passOn();
        }, wait).unref();
        return;
      }
      if (next.bytes) this.#write(next, next.bytes);
      else this.#sink.end();
      if (!next.bytes?.length) this.#held.shift();
    }
  }

  #write(next: Held, bytes: Buffer): void {
    const { bytesPerSecond } = this.pace;
    const size = Math.min(bytes.length, Math.max(1, Math.floor((bytesPerSecond * portion) / 1_000)));
    next.bytes = bytes.subarray(size);
    this.#size -= size;
    this.#free = performance.now() + (size / bytesPerSecond) * 1_000;
    this.#draining = !this.#sink.write(bytes.subarray(0, size));
    if (this.#size <= mostHeld) this.#source.resume();
  }
}
