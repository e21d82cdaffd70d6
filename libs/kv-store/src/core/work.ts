import type { Call } from './call.js';

/** Is told once what came of a call, or of a part of it. What it does must not throw. */
export interface End<R> {
  succeed(value: R): void;
  fail(error: unknown): void;
}

// What is made for each call, here and in the layers, are instances of classes and not object literals. V8 looks which
// literals outlive its small collections, as those of calls under way do, and makes them among what is old from then on:
// there they would keep alive all that they lead to, until a full collection (measured: three times the CPU of a read).

/** What is done for one public call. Where `begin` throws, nothing was begun and `end` hears nothing. */
export interface Work<R> {
  begin(call: Call, end: End<R>): void;
}

/** Work that is an async function. */
export class AsyncWork<R> implements Work<R> {
  readonly #work: (call: Call) => Promise<R>;

  constructor(work: (call: Call) => Promise<R>) {
    this.#work = work;
  }

  begin(call: Call, end: End<R>): void {
    this.#work(call).then(
      (value) => {
        end.succeed(value);
      },
      (error: unknown) => {
        end.fail(error);
      },
    );
  }
}
