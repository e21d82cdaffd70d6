/** What waits to be sent. */
export interface Waiting {
  /** Who waits for it: where nobody does any more, it says so to its queue, and is not sent. */
  readonly wanted: number;
  /** Its place in the order in which all was asked for. */
  arrival: number;
  /** Where it waits, until it is sent. */
  queue: { oneLeft(): void } | undefined;
}

/** Requests of one kind in flight from which on those that are not full wait for one to return: at least, at most. */
const [fewest, mostOfThem] = [2, 8];

/** The share of a core that requests may take which are sent before they are full. */
const share = 0.5;

/** How much of what requests take longer than the quickest of late is taken for what the back end needs. */
const drift = 0.02;

/** Milliseconds after which a request that is not back no longer makes others wait: it may never be. */
const patience = 100;

export interface QueueLimits {
  /** How many go into one request at most. */
  readonly size: number;
  /** Milliseconds of CPU that a request costs besides what its keys do. */
  readonly overhead?: number | undefined;
}

/** A queue, whatever waits in it. */
type Due = Pick<Queue<Waiting>, 'due' | 'sendNext'>;

/** Calls `then` when all that runs in the microtask queue has run, whatever it adds to it. */
export function atEndOfMicrotasks(then: () => void): void {
  // Not by queueMicrotask, which makes an AsyncResource for each.
  void settled.then(() => {
    process.nextTick(then);
  });
}

const settled = Promise.resolve();

/** A request in flight. */
class Sent {
  readonly sentAt = performance.now();
}

function isWanted({ wanted }: Waiting): boolean {
  return wanted > 0;
}

/** What waits to be sent in requests of one kind. */
export class Queue<W extends Waiting> {
  readonly #limits: () => QueueLimits;
  readonly #send: (wanted: W[], back: () => void) => void;
  #waiting: W[] = [];
  /** Where what still waits begins: taking the first off a long array would copy the rest each time. */
  #first = 0;
  /** How many of those that wait nobody wants any more: no more than half. */
  #unwanted = 0;
  /** When each request in flight was sent. */
  readonly #inFlight = new Set<Sent>();
  /** Milliseconds that the quickest requests of late were under way: what the busy process adds is not in it. */
  #trip = 0;

  /** @param send Calls `back` when the request is back. */
  constructor(limits: () => QueueLimits, send: (wanted: W[], back: () => void) => void) {
    this.#limits = limits;
    this.#send = send;
  }

  add(one: W, arrival: number): void {
    one.arrival = arrival;
    one.queue = this;
    this.#waiting.push(one);
  }

  /** One that waits is wanted by nobody any more. */
  oneLeft(): void {
    this.#unwanted += 1;
    // To look for each at once would take as long as there are others.
    if (this.#unwanted * 2 <= this.#waiting.length - this.#first) return;
    this.#waiting = this.#waiting.slice(this.#first).filter(isWanted);
    this.#first = this.#unwanted = 0;
  }

  /** The arrival of what has waited longest; Infinity where nothing may be sent now. */
  get due(): number {
    const first = this.#waiting[this.#first];
    if (!first) return Infinity;
    const isFull = this.#waiting.length - this.#first - this.#unwanted >= this.#limits().size;
    return isFull || !this.#isBusy() ? first.arrival : Infinity;
  }

  #isBusy(): boolean {
    const since = performance.now() - patience;
    let prompt = 0;
    for (const { sentAt } of this.#inFlight) if (sentAt > since) prompt += 1;
    return prompt >= this.#few();
  }

  /**
   * To send a request costs the process more than what a key adds to it. As long as those that are sent at once take
   * no more than a share of a core, nobody has to wait.
   */
  #few(): number {
    const { overhead } = this.#limits();
    if (overhead === undefined) return fewest;
    return Math.min(mostOfThem, Math.max(fewest, Math.floor((share * this.#trip) / overhead)));
  }

  sendNext(back: () => void): void {
    const request = new Sent();
    this.#inFlight.add(request);
    this.#send(this.#take(), () => {
      this.#inFlight.delete(request);
      const longer = performance.now() - request.sentAt - this.#trip;
      this.#trip += longer < 0 || this.#trip === 0 ? longer : longer * drift;
      back();
    });
  }

  #take(): W[] {
    const { size } = this.#limits();
    const taken: W[] = [];
    for (; taken.length < size; this.#first += 1) {
      const one = this.#waiting[this.#first];
      if (!one) break;
      one.queue = undefined;
      if (isWanted(one)) taken.push(one);
      else this.#unwanted -= 1;
    }
    if (this.#first * 2 >= this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#first);
      this.#first = 0;
    }
    return taken;
  }
}

/**
 * Decides when requests are sent: at once while few of their kind are in flight; when full, or when one returns, while
 * many are; never more than `most` of all kinds together, those that were asked for first before the others. Nothing
 * waits on a timer.
 */
export class Traffic {
  readonly #queues: readonly Due[];
  readonly #most: () => number;
  #inFlight = 0;
  #arrivals = 0;
  #scheduled = false;

  constructor(queues: readonly Due[], most: () => number) {
    this.#queues = queues;
    this.#most = most;
  }

  add<W extends Waiting>(one: W, queue: Queue<W>): void {
    queue.add(one, (this.#arrivals += 1));
    this.#sendSoon();
  }

  /** Whoever runs meanwhile may ask for more that goes into the same requests. */
  #sendSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    atEndOfMicrotasks(this.#sendNow);
  }

  readonly #back = (): void => {
    this.#inFlight -= 1;
    this.#sendSoon();
  };

  readonly #sendNow = (): void => {
    this.#scheduled = false;
    this.#send();
  };

  #send(): void {
    while (this.#inFlight < this.#most()) {
      let next: Due | undefined;
      let earliest = Infinity;
      for (const queue of this.#queues) {
        const { due } = queue;
        if (due >= earliest) continue;
        next = queue;
        earliest = due;
      }
      if (!next) return;
      this.#inFlight += 1;
      next.sendNext(this.#back);
    }
  }
}
