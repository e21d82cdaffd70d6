import type { KvChange, KvDriverCall, KvPut, KvResults } from '../../core/kv-driver.js';
import { outcomesOf } from '../../core/kv-results.js';
import { argumentOf, remaining } from './changes.js';
import type { Argument, Connection } from './connection.js';

/** Bytes of a value, as near as its length tells, from which on it is no gain to send it with others. */
const large = 16_384;

/** Puts and deletes, together where one command does several of them. */
export function write(
  connection: Connection,
  changes: readonly KvChange[],
  call: KvDriverCall,
): Promise<KvResults<void>> {
  const puts = new Together(connection, 'MSET', call);
  const deletes = new Together(connection, 'UNLINK', call);
  const answers = changes.map((change) => {
    const { key } = change;
    if (change.type === 'delete') return deletes.add(key, []);
    const left = remaining(change.expiresAt, call);
    const value = argumentOf(change);
    if (left === undefined) return isLarge(change) ? one(['SET', key, value]) : puts.add(key, [value]);
    return left > 0 ? one(['SET', key, value, 'PX', String(left)]) : deletes.add(key, []);

    async function one(args: readonly Argument[]): Promise<void> {
      await connection.send(key, args);
    }
  });
  puts.send();
  deletes.send();
  return outcomesOf(answers);
}

function isLarge({ value }: KvPut): boolean {
  return value.length > large;
}

/** Changes that one command makes, but where keys are spread over several servers. */
class Together {
  readonly #connection: Connection;
  readonly #command: 'MSET' | 'UNLINK';
  readonly #call: KvDriverCall;
  readonly #args: Argument[] = [];
  #size = 0;
  #key = '';
  #done: (answer: Promise<unknown>) => void = () => undefined;
  readonly #answer = new Promise<unknown>((resolve) => {
    this.#done = resolve;
  });

  constructor(connection: Connection, command: 'MSET' | 'UNLINK', call: KvDriverCall) {
    this.#connection = connection;
    this.#command = command;
    this.#call = call;
  }

  async add(key: string, more: readonly Argument[]): Promise<void> {
    if (this.#connection.isSpread) {
      await this.#connection.send(key, [this.#command, key, ...more]);
      return;
    }
    this.#key = key;
    this.#args.push(key, ...more);
    this.#size += 1;
    await this.#answer;
  }

  send(): void {
    if (this.#size === 0) return;
    if (this.#size > 1) this.#call.report?.({ type: 'batch', operation: 'write', size: this.#size });
    this.#done(this.#connection.send(this.#key, [this.#command, ...this.#args]));
  }
}
