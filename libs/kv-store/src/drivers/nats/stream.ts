import * as crypto from 'node:crypto';

import type { MsgHdrs } from '@nats-io/transport-node';

import { within } from '../../core/within.js';
import { Answers } from './answers.js';
import type { Connection } from './connection.js';
import { hasErrCode, NoAnswer, NoResponders, streamNotFound } from './errors.js';
import { ask, publish } from './jetstream.js';
import type { StreamInfo } from './stream-info.js';
import { tokensOf } from './subjects.js';

/** Milliseconds for the leader to say what the stream is. */
const patience = 1_000;

/** What must be the same for a place in the stream to mean the same. */
export interface Identity {
  /** A hash of when the stream was created: another one begins to count at 1 again. */
  readonly hash: string;
  /** Whether it is in memory, so that it also begins again when its servers do. */
  readonly isVolatile: boolean;
}

/** The stream of JetStream that a bucket is. */
export class Stream {
  readonly name: string;
  readonly answers = new Answers();
  readonly #connection: Connection;
  readonly #prefix: string;
  readonly #onGone: (known: StreamInfo) => void;
  #info: StreamInfo | undefined;
  /** As it was when it was last there. */
  #known: StreamInfo | undefined;
  #identity: Identity | undefined;
  #asking: Promise<StreamInfo> | undefined;

  /** @param onGone Told where it, or who leads it, is not there. */
  constructor(connection: Connection, bucket: string, onGone: (known: StreamInfo) => void = () => undefined) {
    this.#connection = connection;
    this.#onGone = onGone;
    this.name = `KV_${bucket}`;
    this.#prefix = `$KV.${bucket}.`;
  }

  subjectOf(tokens: string): string {
    return this.#prefix + tokens;
  }

  subjectFor(key: string): string {
    return this.#prefix + tokensOf(key);
  }

  tokensIn(subject: string): string {
    return subject.slice(this.#prefix.length);
  }

  /** Its settings, as they were when they were last asked for. */
  async info(): Promise<StreamInfo> {
    return this.#info ?? (this.#asking ??= this.#ask());
  }

  async identity(): Promise<Identity> {
    return this.#identity ?? (this.#identity = identityOf(await this.info()));
  }

  learn(info: StreamInfo | undefined): void {
    this.#info = info;
    this.#known = info ?? this.#known;
    this.#identity = undefined;
  }

  /** A request about this stream: `PURGE` is `$JS.API.STREAM.PURGE.KV_bucket`. */
  async ask<Answer>(verb: string, body?: object): Promise<Answer> {
    return this.#noticing(ask<Answer>(this.#connection, `STREAM.${verb}.${this.name}`, body));
  }

  async publish(subject: string, payload: string | Uint8Array, headers?: MsgHdrs): Promise<number> {
    // What is written is read.
    this.answers.saw((payload.length * 4) / 3);
    return this.#noticing(publish(this.#connection, subject, payload, headers));
  }

  async #ask(): Promise<StreamInfo> {
    try {
      // Many wait for this one answer, which may be lost.
      const info = await within(patience, this.ask<StreamInfo>('INFO'), () => new NoAnswer());
      this.learn(info);
      return info;
    } finally {
      this.#asking = undefined;
    }
  }

  /** Where the stream is gone, another may come in its place. */
  async #noticing<R>(answer: Promise<R>): Promise<R> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof NoResponders || hasErrCode(error, streamNotFound)) {
        this.learn(undefined);
        if (this.#known) this.#onGone(this.#known);
      }
      throw error;
    }
  }
}

function identityOf({ created, config }: StreamInfo): Identity {
  const hash = crypto.hash('sha1', created, 'base64url').slice(0, 8);
  return { hash, isVolatile: config.storage === 'memory' };
}
