import type { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

import type { KvDriverCall } from '../../core/kv-driver.js';
import { throwIfAborted } from './abort.js';
import { backOff } from './back-off.js';
import { capacityWanted, reportCapacity } from './capacity.js';
import type { Connection } from './client.js';
import type { Item, ItemLayout } from './item.js';
import { isLeftOpen, leaveOpen } from './left-open.js';
import { DeleteItemOnce, PutItemOnce, UpdateItemOnce } from './once.js';
import type { TableRequests } from './requests.js';
import { isNamed } from './table.js';
import { verdictOf } from './verdict.js';

/** What came of one conditional request. */
export interface Attempt {
  /** Whether the condition held and the change was made. */
  readonly made: boolean;
  /** As the request asked for it; where the condition did not hold, the item as it stood, if the back end tells. */
  readonly item?: Item | undefined;
}

type Command = PutItemOnce | UpdateItemOnce | DeleteItemOnce;
type PutInput = Without<PutItemOnce['input']>;
type UpdateInput = Without<UpdateItemOnce['input']>;
type DeleteInput = Without<DeleteItemOnce['input']>;
type Without<Input> = Omit<Input, 'TableName' | 'ReturnConsumedCapacity'>;

/** Requests to change one item on a condition, none of them sent again once it may have done its work. */
export class Attempts {
  readonly #connection: Connection;
  readonly #table: string;
  readonly #layout: ItemLayout;
  readonly #requests: TableRequests;

  constructor(connection: Connection, table: string, layout: ItemLayout, requests: TableRequests) {
    this.#connection = connection;
    this.#table = table;
    this.#layout = layout;
    this.#requests = requests;
  }

  put(input: PutInput, call: KvDriverCall): Promise<Attempt> {
    return this.#send(new PutItemOnce({ TableName: this.#table, ...input, ...capacityWanted(call) }), call);
  }

  update(input: UpdateInput, call: KvDriverCall): Promise<Attempt> {
    return this.#send(
      new UpdateItemOnce({ TableName: this.#table, ...input, ...capacityWanted(call) }),
      call,
    );
  }

  delete(input: DeleteInput, call: KvDriverCall): Promise<Attempt> {
    return this.#send(
      new DeleteItemOnce({ TableName: this.#table, ...input, ...capacityWanted(call) }),
      call,
    );
  }

  /**
   * Settles an `attempt` to write `version` whose answer is lost: if the entry has that version, it was made. If not,
   * nothing is proven, for it may yet be made, or was and has been overwritten.
   */
  async settled(
    attempt: Promise<Attempt>,
    key: string,
    version: string,
    call: KvDriverCall,
  ): Promise<Attempt> {
    try {
      return await attempt;
    } catch (error) {
      if (!isLeftOpen(error)) throw error;
      const item = await this.#lookFor(key, call);
      if (item && this.#layout.tokenOf(item) === version) return { made: true, item };
      throw error;
    }
  }

  /** Sends what DynamoDB had no room for, or what never reached it, again while the call lasts. */
  async #send(command: Command, call: KvDriverCall): Promise<Attempt> {
    for (let failures = 1; ; failures += 1) {
      throwIfAborted(call);
      try {
        return await this.#sendOnce(command, call);
      } catch (error) {
        const verdict = verdictOf(error);
        if (verdict === 'unknown') leaveOpen(error);
        if (verdict !== 'busy' && (verdict !== 'unreached' || failures >= mostConnecting)) throw error;
        await backOff(failures - 1, call.signal).catch(() => {
          // More is known than that the call is over: nothing was changed, and why.
          throw error;
        });
      }
    }
  }

  async #sendOnce(command: Command, call: KvDriverCall): Promise<Attempt> {
    const { client, abort } = this.#connection;
    try {
      // To the compiler one stands for all: their answers have the same shape.
      const { Attributes, ConsumedCapacity } = await client.send(
        command as UpdateItemOnce,
        abort(command, call),
      );
      reportCapacity('write', [ConsumedCapacity], call);
      return { made: true, item: Attributes };
    } catch (error) {
      if (!isNamed(error, 'ConditionalCheckFailedException') || verdictOf(error) !== 'refused') throw error;
      return { made: false, item: (error as ConditionalCheckFailedException).Item };
    }
  }

  /** A failure to look hides no failure to change. */
  async #lookFor(key: string, call: KvDriverCall): Promise<Item | undefined> {
    try {
      throwIfAborted(call);
      return await this.#requests.get(key, call, 'strong');
    } catch {
      return undefined;
    }
  }
}

/** Attempts to connect. A back end that is away for longer is worth an error at once. */
const mostConnecting = 3;
