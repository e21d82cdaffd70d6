import { createInbox, type Msg, type MsgHdrs, type Subscription } from '@nats-io/transport-node';

import { NoAnswer, NoResponders } from './errors.js';
import { PassingMap } from '../../core/passing-map.js';
import type { NatsClient } from './nats.options.js';

/**
 * Milliseconds after which an answer is not waited for any more, at least; at most twice as long. Calls have deadlines
 * of their own: this is for what they have left behind.
 */
const patience = 30_000;

/** Milliseconds without another message after which there are no more. */
const quiet = 2_000;

class Pending {
  constructor(
    readonly subject: string,
    readonly resolve: (answer: Msg) => void,
    readonly reject: (why: unknown) => void,
  ) {}
}

/**
 * Requests and their answers on one connection. The client's own `request` has a timer for each, takes a stack trace
 * with each, and is told of no lost connection.
 */
export class Requests {
  readonly #client: NatsClient;
  readonly #inbox: string;
  readonly #subscription: Subscription;
  #pending = new PassingMap<Pending>();
  /** Sent before the last tick. */
  #older = new PassingMap<Pending>();
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(client: NatsClient) {
    this.#client = client;
    // Users who may subscribe to some inboxes alone say so to their client.
    const { inboxPrefix } = (client as { options?: { inboxPrefix?: string } }).options ?? {};
    this.#inbox = `${createInbox(inboxPrefix)}.`;
    this.#subscription = client.subscribe(`${this.#inbox}*`, {
      callback: (error, answer) => {
        if (error) this.fail(error);
        else this.#answer(answer);
      },
    });
  }

  send(subject: string, payload?: string | Uint8Array, headers?: MsgHdrs): Promise<Msg> {
    const id = (this.#count += 1).toString(36);
    return new Promise((resolve, reject) => {
      this.#client.publish(subject, payload, { reply: this.#inbox + id, ...(headers && { headers }) });
      this.#pending.add(id, new Pending(subject, resolve, reject));
      this.#timer ??= setInterval(() => {
        this.#tick();
      }, patience).unref();
    });
  }

  gather(subject: string, payload: string, most: number): Promise<Msg[]> {
    const found: Msg[] = [];
    return new Promise((resolve, reject) => {
      const inbox = `${this.#inbox}${(this.#count += 1).toString(36)}.all`;
      const subscription = this.#client.subscribe(inbox, {
        callback: (error, message) => {
          if (error) reject(error);
          else if (isStatus(message)) end();
          else if (found.push(message) === most) end();
          timer.refresh();
        },
      });
      const end = () => {
        clearTimeout(timer);
        subscription.unsubscribe();
        resolve(found);
      };
      const timer = setTimeout(end, quiet).unref();
      this.#client.publish(subject, payload, { reply: inbox });
    });
  }

  /** Ends those that wait, of one subject or all of them. */
  fail(why: unknown, subject?: string): void {
    for (const waiting of [this.#older, this.#pending]) {
      for (const [id, pending] of waiting.entries()) {
        if (subject !== undefined && pending.subject !== subject) continue;
        waiting.delete(id);
        pending.reject(why);
      }
    }
  }

  end(): void {
    clearInterval(this.#timer);
    this.fail(new NoAnswer());
    this.#subscription.unsubscribe();
  }

  #answer(answer: Msg): void {
    const id = answer.subject.slice(this.#inbox.length);
    const pending = this.#pending.get(id) ?? this.#older.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    this.#older.delete(id);
    if (answer.data.length === 0 && answer.headers?.code === 503) pending.reject(new NoResponders());
    else pending.resolve(answer);
  }

  #tick(): void {
    for (const [, { reject }] of this.#older.entries()) reject(new NoAnswer());
    this.#older = this.#pending;
    this.#pending = new PassingMap();
    if (this.#older.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** Whether it only says that there are no more: https://docs.nats.io/reference/reference-protocols/nats-protocol */
function isStatus({ headers, data }: Msg): boolean {
  return data.length === 0 && (headers?.code ?? 0) > 0;
}
