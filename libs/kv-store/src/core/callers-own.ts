import type { Call } from './call.js';

/** Carries what the caller's own function threw through the layers, to be thrown again as it is. */
export class Thrown extends Error {
  readonly thrown: unknown;

  constructor(thrown: unknown) {
    super("the caller's own function threw");
    this.thrown = thrown;
  }
}

/** Calls a function that the caller gave. */
export async function callersOwn<R>(work: () => R | Promise<R>, call: Call): Promise<R> {
  call.awaitsCaller = true;
  try {
    return await call.callback(work);
  } catch (error) {
    throw new Thrown(error);
  } finally {
    call.awaitsCaller = false;
  }
}
