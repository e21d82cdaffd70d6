import { Bitset } from './bitset.js';
import { isUnknown, type Operation } from './history.js';
import { changesNothing, keyOf, type State, step } from './model.js';
import { promisedBefore, twinsBefore } from './order.js';
import { Remaining } from './remaining.js';
import { Tried } from './tried.js';
import type { ValuesOfVersions } from './versions.js';

/** The order that explains the most answers, and what of the rest might have come next. */
export interface Stuck {
  readonly order: readonly Operation[];
  readonly state: State;
  readonly next: readonly Operation[];
}

/**
 * Looks for an order of the operations on one key in which each is answered as it was, and which keeps to real time
 * and to the order that stores promise. After Wing and Gong, with Lowe's memory: what was tried from the same state
 * with the same operations behind it is not tried again, nor with more operations of unknown outcome behind it.
 */
export class Search {
  /** How often an operation was tried. */
  steps = 0;
  stuck: Stuck;
  readonly #operations: readonly Operation[];
  readonly #values: ValuesOfVersions;
  readonly #budget: number;
  readonly #promised: readonly (readonly number[])[];
  readonly #twins: readonly (number | undefined)[];
  /** Of those with a known outcome. */
  readonly #done: Bitset;
  /** Of those with an unknown outcome that are taken to have made their change. */
  readonly #assumed: Bitset;
  readonly #remaining: Remaining;
  /** The places of what is done, in the order that is tried. */
  readonly #order: number[] = [];
  readonly #tried = new Tried();
  #missing: number;

  constructor(operations: readonly Operation[], values: ValuesOfVersions, budget: number) {
    this.#operations = operations.toSorted((a, b) => a.call - b.call);
    this.#values = values;
    this.#budget = budget;
    this.#promised = promisedBefore(this.#operations);
    this.#twins = twinsBefore(this.#operations);
    this.#done = Bitset.of(operations.length);
    this.#assumed = Bitset.of(operations.length);
    this.#remaining = new Remaining(operations.length);
    this.stuck = { order: [], state: undefined, next: this.#candidates().map(([, operation]) => operation) };
    this.#missing = operations.filter((operation) => !isUnknown(operation)).length;
  }

  run(): 'found' | 'stuck' | 'gave up' {
    return this.#explore(undefined);
  }

  #explore(state: State): 'found' | 'stuck' | 'gave up' {
    const before = this.#order.length;
    const candidates = this.#doWhatChangesNothing(state);
    if (this.#missing === 0) return 'found';
    if (this.#tried.add(`${this.#done.toString()}${keyOf(state)}`, this.#assumed)) {
      for (const [place, operation] of candidates) {
        for (const next of this.#step(state, operation)) {
          // Left out, it changes as little.
          if (isUnknown(operation) && keyOf(next) === keyOf(state)) continue;
          this.#do(place, operation);
          const result = this.#explore(next);
          if (result !== 'stuck') return result;
          this.#undo();
        }
        if (this.steps > this.#budget) return 'gave up';
      }
    }
    if (this.#order.length > this.stuck.order.length) this.#note(state, candidates);
    while (this.#order.length > before) this.#undo();
    return 'stuck';
  }

  /** What is right now and changes nothing may as well come now; only the rest is worth trying in every order. */
  #doWhatChangesNothing(state: State): [number, Operation][] {
    for (;;) {
      const candidates = this.#candidates();
      const harmless = candidates.filter(([, operation]) => {
        if (!changesNothing(operation)) return false;
        const next = this.#step(state, operation);
        return next.length === 1 && next[0] === state;
      });
      if (harmless.length === 0) return candidates;
      for (const [place, operation] of harmless) this.#do(place, operation);
    }
  }

  /** What may come next, the most urgent first. */
  #candidates(): [number, Operation][] {
    const candidates: [number, Operation][] = [];
    let firstReturn = Infinity;
    for (const place of this.#remaining) {
      const operation = this.#operations[place];
      // It was called after one had returned that is still missing, and so were all that follow.
      if (!operation || operation.call > firstReturn) break;
      firstReturn = Math.min(firstReturn, operation.return);
      const twin = this.#twins[place];
      if (twin !== undefined && !this.#assumed.has(twin)) continue;
      const isDue = this.#promised[place]?.every((earlier) => this.#done.has(earlier));
      if (isDue) candidates.push([place, operation]);
    }
    return candidates.sort(([, a], [, b]) => (a.return < b.return ? -1 : 1));
  }

  #step(state: State, operation: Operation): readonly State[] {
    this.steps += 1;
    return step(state, operation, this.#values);
  }

  #do(place: number, operation: Operation): void {
    this.#remaining.takeOut(place);
    this.#order.push(place);
    if (isUnknown(operation)) this.#assumed.add(place);
    else {
      this.#done.add(place);
      this.#missing -= 1;
    }
  }

  #undo(): void {
    const place = this.#order.pop();
    const operation = place === undefined ? undefined : this.#operations[place];
    if (place === undefined || !operation) return;
    this.#remaining.putBack(place);
    if (isUnknown(operation)) this.#assumed.delete(place);
    else {
      this.#done.delete(place);
      this.#missing += 1;
    }
  }

  #note(state: State, candidates: readonly [number, Operation][]): void {
    const order = this.#order.flatMap((place) => this.#operations[place] ?? []);
    this.stuck = { order, state, next: candidates.map(([, operation]) => operation) };
  }
}
