import type {
  KvChange,
  KvCoalescing,
  KvDriver,
  KvDriverCall,
  KvFailure,
  KvRecord,
  KvResult,
  KvResults,
  KvVersion,
} from 'nestjs-kv-store';

/** A request that waits for the test to answer it. */
export interface Request {
  readonly verb: 'read' | 'write' | 'swap';
  readonly keys: readonly string[];
  readonly changes: readonly KvChange[];
  readonly call: KvDriverCall;
  /** Answers reads with `value of <key>`, writes and swaps with success; a key that `instead` names with that. */
  answer(instead?: Readonly<Record<string, KvResult<never> | Promise<KvResult<never>>>>): void;
  fail(error: Error): void;
}

/** A back end far away, each request of which stays in flight until the test answers it. */
export class ScriptedDriver implements KvDriver {
  readonly name = 'scripted';
  readonly limits = { keyBytes: 100, entryBytes: 1_000 };
  readonly details = {};
  /** All that was sent. */
  readonly requests: Request[] = [];

  constructor(readonly coalescing?: KvCoalescing) {}

  open = (): Promise<void> => Promise.resolve();
  close = (): Promise<void> => Promise.resolve();
  ping = (): Promise<Record<string, string>> => Promise.resolve({});

  read(keys: readonly string[], call: KvDriverCall): Promise<KvResults<KvRecord | undefined>> {
    const value = (key: string) => ({ value: `value of ${key}`, version: '1' });
    return this.#send('read', keys, [], call, value);
  }

  write(changes: readonly KvChange[], call: KvDriverCall): Promise<KvResults<void>> {
    const keys = changes.map(({ key }) => key);
    return this.#send('write', keys, changes, call, () => undefined);
  }

  async swap(
    change: KvChange,
    expected: KvVersion | undefined,
    call: KvDriverCall,
  ): Promise<KvVersion | undefined> {
    const version = () => expected ?? '1';
    const [result] = await this.#send<KvVersion | undefined>('swap', [change.key], [change], call, version);
    const settled = await result;
    if (settled?.ok) return settled.value;
    throw new Error('refused');
  }

  classify = (error: unknown): KvFailure => {
    const { message } = error as Error;
    if (message === 'busy') return { code: 'THROTTLED' };
    return { code: message === 'refused' ? 'INVALID_ARGUMENT' : 'UNAVAILABLE' };
  };

  #send<T>(
    verb: Request['verb'],
    keys: readonly string[],
    changes: readonly KvChange[],
    call: KvDriverCall,
    valueOf: (key: string) => T,
  ): Promise<KvResults<T>> {
    return new Promise((resolve, reject) => {
      this.requests.push({
        verb,
        keys,
        changes,
        call,
        answer: (instead = {}) => {
          resolve(keys.map((key) => instead[key] ?? { ok: true, value: valueOf(key) }));
        },
        fail: reject,
      });
    });
  }
}

/** Until all is sent that nothing but an answer holds back. */
export async function settled(): Promise<void> {
  await new Promise(setImmediate);
}
