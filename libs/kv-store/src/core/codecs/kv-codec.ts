/**
 * How values of type `T` are stored, as text or as bytes. What `encode` throws fails the call with
 * `INVALID_ARGUMENT`, what `decode` throws with `CORRUPT`; a {@link KvFault} says more, and with its own code. Both
 * are synchronous. `decode` gives a value of its own to each caller. It may run in the asynchronous context of another call,
 * which travelled with this one: what it needs to know it cannot take from an `AsyncLocalStorage`.
 */
export type KvCodec<T> = KvTextCodec<T> | KvBytesCodec<T>;

/** One that stores values as text. */
export interface KvTextCodec<T> {
  /** Tells it from one of bytes. */
  readonly kind: 'text';
  /** Well-formed text. */
  encode(value: T): string;
  /** Given the text that is stored, or the bytes read as UTF-8. */
  decode(text: string): T;
}

/** One that stores values as bytes. */
export interface KvBytesCodec<T> {
  /** Tells it from one of text. */
  readonly kind: 'bytes';
  /** An array that nobody changes later. */
  encode(value: T): Uint8Array;
  /** Given the bytes that are stored, or the UTF-8 of the text. They are shared with others: not to be changed. */
  decode(bytes: Uint8Array): T;
}
