/** A source of time. `nestjs-kv-store/testing` has one that tests move. */
export interface KvClock {
  /** Epoch milliseconds. */
  now(): number;
}
