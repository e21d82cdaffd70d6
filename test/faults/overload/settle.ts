import type { KvError } from 'nestjs-kv-store';

export interface Settled {
  /** How many came to what: 'ok', or the code of the error. */
  readonly codes: Readonly<Record<string, number>>;
  /** Milliseconds from `since` to the end of the last. */
  readonly last: number;
}

/** What becomes of calls that were just made. */
export async function settle(
  calls: readonly Promise<unknown>[],
  since = performance.now(),
): Promise<Settled> {
  const codes: Record<string, number> = {};
  const count = (code: string) => (codes[code] = (codes[code] ?? 0) + 1);
  const counted = calls.map((call) =>
    call.then(
      () => count('ok'),
      (error: unknown) => count((error as KvError).code),
    ),
  );
  await Promise.all(counted);
  return { codes, last: performance.now() - since };
}
