import type { KvBackEnd, KvDetails } from '../../core/kv-driver.js';

export type Argument = string | Buffer;
/** As the client gives it: bulk strings as `Buffer`, simple ones as `string`, nil as null. */
export type Reply = unknown;

/** One server. */
export interface RedisNode {
  /** `host:port`, or the path of a socket. */
  readonly address: string;
  send(args: readonly Argument[]): Promise<Reply>;
}

/** The servers behind a store, whichever they are at the moment. No command is sent again once it may have been done. */
export interface Connection {
  /** Whether keys are spread over several servers, so that commands on several keys at once are not for them. */
  readonly isSpread: boolean;
  /** For people. Known before it is open. */
  readonly details: KvDetails;
  readonly backEnd: KvBackEnd;
  /** Rejects with why it cannot serve. */
  open(): Promise<void>;
  /** To the server that has the key. Rejects at once where that is not connected. */
  send(key: string, args: readonly Argument[]): Promise<Reply>;
  /** The servers that have all keys between them, in an order that lasts. */
  masters(): readonly RedisNode[];
  close(): Promise<void>;
}
