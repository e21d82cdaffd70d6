/**
 * Gives each batch of answers a turn of its own. Answers that came in one packet would otherwise be looked through
 * together, and what is asked for then would go out together: server and client would wait for each other in turn.
 */
export class Turns {
  #next: Promise<void> = Promise.resolve();

  take(): Promise<void> {
    const mine = this.#next;
    // Two, since the client writes at the end of a turn what it was given in the one before.
    this.#next = mine.then(turnOfTheLoop).then(turnOfTheLoop);
    return mine;
  }
}

function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
