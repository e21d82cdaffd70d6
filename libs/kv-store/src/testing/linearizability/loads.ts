import type { Loading } from './history.js';

/** A `set` or `delete` of a key. */
interface Overtaking {
  readonly key: string;
  readonly at: number;
  /** Whether it got as far as to change anything. */
  readonly certain: boolean;
}

/** The `getOrSet`s of one process and what may have kept them from storing what they loaded. */
export class Loads {
  readonly #loads: Load[] = [];
  readonly #overtaking: Overtaking[] = [];
  #moments = 0;

  /** A number for this moment, greater than all before. */
  moment(): number {
    return (this.#moments += 1);
  }

  /** The load of a call that is about to be made. */
  begin(key: string): Load {
    const load = new Load(this, key);
    this.#loads.push(load);
    return load;
  }

  overtake(overtaking: Overtaking): void {
    this.#overtaking.push(overtaking);
  }

  overtakenBy({ key, called, answered }: Load): Overtaking[] {
    return this.#overtaking.filter((other) => other.key === key && other.at > called && other.at < answered);
  }

  isBeside({ key, called, answered }: Load): boolean {
    return this.#loads.some(
      ({ key: same, started, answered: end }) => same === key && started < answered && end > called,
    );
  }
}

/** What is known of one `getOrSet` once all calls have ended. */
export class Load implements Loading {
  loaded: string | undefined = undefined;
  called = 0;
  /** Infinity where it failed: others may have waited for its load. */
  answered = Infinity;
  /** Infinity where its function never ran. */
  started = Infinity;
  #finished = Infinity;

  constructor(
    private readonly loads: Loads,
    readonly key: string,
  ) {}

  async run(value: string, work: () => Promise<void>): Promise<string> {
    this.loaded = value;
    this.started = this.loads.moment();
    await work();
    this.#finished = this.loads.moment();
    return value;
  }

  get overtaken(): Loading['overtaken'] {
    const overtaking = this.loads.overtakenBy(this);
    if (overtaking.length === 0) return 'no';
    const whileLoading = overtaking.some(
      ({ at, certain }) => certain && at > this.started && at < this.#finished,
    );
    return whileLoading ? 'surely' : 'maybe';
  }

  get shared(): boolean {
    return this.loaded === undefined && this.loads.isBeside(this);
  }
}
