import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import type { ItemInput } from './table.js';
import { type Input, keysOf, type Leave, operations } from './operations.js';
import { Refusal } from './refusal.js';
import { Table } from './table.js';

/** What becomes of a request that is not simply answered. */
export interface Fate {
  /** Whether it is carried out. Default: `true`. */
  readonly done?: boolean;
  /** Of a batch: which items are left undone. */
  readonly leave?: Leave;
  /** The error that it is answered with, whatever was done. */
  readonly error?: Refusal;
  /** The answer, byte for byte, whatever was done; `claimed` is the length that it says it has. */
  readonly raw?: { readonly body: string; readonly status?: number; readonly claimed?: number };
  /** Headers beside the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection is cut in place of an answer, or in the middle of it. */
  readonly cut?: 'instead' | 'midway';
  /** There is never an answer. */
  readonly silent?: true;
}

export interface StubRequest {
  readonly operation: string;
  readonly keys: readonly string[];
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

/** A DynamoDB with tables in memory, which speaks the real one's protocol on a socket and does what it is told to. */
export class StubDynamoDb {
  readonly tables = new Map<string, Table>();
  /** Milliseconds by which its clock is ahead of ours. */
  clockAhead = 0;
  /** Says what becomes of a request, where nothing else is to befall it. */
  decide: (request: StubRequest) => Fate | undefined = () => undefined;
  requests: StubRequest[] = [];
  /** Changes that were sent again, token and all, after a time when nobody could know whether they had been made. */
  readonly sentTwice: StubRequest[] = [];
  /** What the stub could not do. */
  readonly mistakes: unknown[] = [];
  readonly #open = new Set<string>();
  readonly #next = new Map<string, Fate[]>();
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch((mistake: unknown) => {
      this.mistakes.push(mistake);
      request.socket.destroy();
    });
  });

  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get endpoint(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** The next requests of `operation` meet these fates, one each. */
  befall(operation: string, ...fates: Fate[]): void {
    this.#next.set(operation, [...(this.#next.get(operation) ?? []), ...fates]);
  }

  /** All is well again, and what was is forgotten but for the tables. */
  reset(): void {
    this.#next.clear();
    this.#open.clear();
    this.decide = () => undefined;
    this.requests = [];
    this.sentTwice.length = 0;
    this.clockAhead = 0;
  }

  /** What the only table holds, by key. */
  items(): Table['items'] {
    const [table] = this.tables.values();
    if (!table) throw new Error('the stub has no table');
    return table.items;
  }

  /** Requests since the last `reset` by their operation. */
  get counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { operation } of this.requests) counts[operation] = (counts[operation] ?? 0) + 1;
    return counts;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers } = request;
    const operation = String(headers['x-amz-target']).replace(/^.*\./, '');
    const body = await text(request);
    const input = JSON.parse(body) as Input & ItemInput;
    const seen = { operation, keys: keysOf(this.tables, input), body, headers };
    this.requests.push(seen);
    const fate = this.#clockFate(headers) ?? this.#next.get(operation)?.shift() ?? this.decide(seen) ?? {};
    this.#watch(seen, input, fate);
    const [status, answer] = this.#answer(operation, input, fate);
    if (fate.silent) return;
    if (fate.cut === 'instead') {
      request.socket.destroy();
      return;
    }
    response.writeHead(fate.raw?.status ?? status, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': fate.raw?.claimed ?? Buffer.byteLength(answer),
      date: new Date(Date.now() + this.clockAhead).toUTCString(),
      ...fate.headers,
    });
    if (fate.cut !== 'midway') response.end(answer);
    else
      response.write(answer.slice(0, answer.length / 2), () => setImmediate(() => request.socket.destroy()));
  }

  #answer(
    operation: string,
    input: Input,
    { done = true, leave = () => false, error, raw }: Fate,
  ): [number, string] {
    let answer: object = {};
    let refusal = error;
    try {
      const carryOut = operations[operation];
      if (!carryOut) throw new Refusal('UnknownOperationException');
      if (done) answer = carryOut(this.tables, input as never, leave);
    } catch (own) {
      if (!(own instanceof Refusal)) throw own;
      refusal ??= own;
    }
    if (raw) return [200, raw.body];
    if (!refusal) return [200, JSON.stringify(answer)];
    const { name, message, status, more } = refusal;
    return [status, JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message, ...more })];
  }

  /** As AWS, which looks at nothing else of a request whose signature is of another time. */
  #clockFate(headers: IncomingMessage['headers']): Fate | undefined {
    const [, day, time] = /^(\d{8})T(\d{6})Z$/.exec(String(headers['x-amz-date'])) ?? [];
    const signedAt = Date.parse(
      `${String(day).replace(/(....)(..)(..)/, '$1-$2-$3')}T${String(time).replace(/(..)(..)(..)/, '$1:$2:$3')}Z`,
    );
    const late = Date.now() + this.clockAhead - signedAt;
    if (Math.abs(late) < 300_000) return undefined;
    const message = late > 0 ? 'Signature expired: by stub' : 'Signature not yet current: by stub';
    return {
      done: false,
      error: new Refusal('InvalidSignatureException', message),
    };
  }

  #watch(seen: StubRequest, { ConditionExpression, Item, UpdateExpression }: ItemInput, fate: Fate): void {
    // A delete has no token by which one could be told from the next.
    if (ConditionExpression === undefined || (!Item && UpdateExpression === undefined)) return;
    if (this.#open.has(seen.body)) this.sentTwice.push(seen);
    const status = fate.error?.status ?? fate.raw?.status ?? 200;
    const isRefused = status >= 400 && status < 500;
    if (fate.cut ?? fate.silent ?? (!isRefused && (fate.raw ?? fate.error))) this.#open.add(seen.body);
  }
}
