import { setTimeout as pause } from 'node:timers/promises';

import type { Client } from './client.js';
import type { Argument, RedisNode, Reply } from './connection.js';
import { NotConnected, Silent } from './errors.js';
import { Silence } from './silence.js';
import { within } from './within.js';

/** Milliseconds for a connection to be made, its handshake included. */
const connectTimeout = 5_000;
/** Milliseconds until the next attempt to connect, at most: after the first failure up to 50, then twice as long. */
const longestPause = 1_000;
/** Milliseconds from which on a connection was worth to be made. */
const lasting = 6_000;

/** A server, and a client for it that is not connected yet. */
export interface Destination {
  readonly address: string;
  readonly client: Client;
  /** Rejects where the server, once connected, turns out not to be the one that was looked for. */
  readonly check?: () => Promise<void>;
}

/** One connection, made again whenever it is lost, until it is closed. What is sent meanwhile is refused at once. */
export class Link implements RedisNode {
  readonly #find: () => Destination | Promise<Destination>;
  readonly #onChange: () => void;
  readonly #ended = new AbortController();
  readonly #silence = new Silence(() => {
    this.renew(new Silent());
  });
  #client: Client | undefined;
  #lose: ((why: unknown) => void) | undefined;
  #why: unknown;
  #isOpen = false;
  #waiting: { resolve: () => void; reject: (why: unknown) => void }[] = [];
  address = '';

  /**
   * @param find Asked before each attempt, for the server may be another by then.
   * @param onChange Told when the connection is there, and when it is lost.
   */
  constructor(find: () => Destination | Promise<Destination>, onChange?: () => void) {
    this.#find = find;
    this.#onChange = onChange ?? (() => undefined);
  }

  get isReady(): boolean {
    return this.#client !== undefined;
  }

  /** Resolves when there is a connection; rejects with why the next attempt to make one failed, and goes on trying. */
  open(): Promise<void> {
    if (this.#client) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (!this.#isOpen) void this.#stayConnected();
      this.#isOpen = true;
    });
  }

  send(args: readonly Argument[]): Promise<Reply> {
    if (!this.#client) return this.#refuse();
    return this.#silence.broken(this.#client.sendCommand(args));
  }

  /** A turn of the event loop later: who tries again and again without a pause would keep it from ever connecting. */
  async #refuse(): Promise<never> {
    await new Promise(setImmediate);
    throw new NotConnected(this.#why);
  }

  /** Lets go of the connection, and makes it anew. */
  renew(why: unknown): void {
    this.#lose?.(why);
  }

  close(): void {
    this.#ended.abort();
    this.#silence.end();
    this.renew(undefined);
  }

  async #stayConnected(): Promise<void> {
    const { signal } = this.#ended;
    let failures = 0;
    while (!signal.aborted) {
      const since = performance.now();
      try {
        const { lost } = await this.#connect(signal);
        for (const { resolve } of this.#waiting.splice(0)) resolve();
        this.#onChange();
        this.#why = await lost;
        this.#onChange();
      } catch (error) {
        this.#why = error;
        for (const { reject } of this.#waiting.splice(0)) reject(error);
      }
      // One that lasted is made again at once.
      failures = performance.now() - since > lasting ? 0 : failures + 1;
      const longest = failures === 0 ? 0 : Math.min(longestPause, 25 * 2 ** failures);
      await pause(Math.random() * longest, undefined, { signal, ref: false }).catch(() => undefined);
    }
    for (const { reject } of this.#waiting.splice(0)) reject(new NotConnected(this.#why));
  }

  /** Resolves once connected. `lost` is a promise of why the connection was lost. */
  async #connect(signal: AbortSignal): Promise<{ lost: Promise<unknown> }> {
    const { address, client, check } = await this.#find();
    this.address = address;
    const lost = new Promise<unknown>((resolve) => {
      this.#lose = resolve;
      for (const event of ['error', 'terminated', 'end'] as const) client.on(event, resolve);
    }).then((why) => {
      this.#client = undefined;
      client.destroy();
      return why;
    });
    try {
      await within(connectTimeout, Promise.race([client.connect(), failed(lost)]));
      await check?.();
    } catch (error) {
      this.renew(error);
      throw error;
    }
    if (signal.aborted) this.renew(undefined);
    else this.#client = client;
    return { lost };
  }
}

async function failed(lost: Promise<unknown>): Promise<never> {
  throw new NotConnected(await lost);
}
