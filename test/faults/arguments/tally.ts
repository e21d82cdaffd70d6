import { methods } from './methods.js';
import type { Call, Outcome } from './trial.js';

/** What was tried, and what came of it. */
export class Tally {
  /** Arguments that are not as the documentation says. */
  oddArguments = 0;
  readonly #outcomes = new Map<string, Map<Outcome, number>>();

  add({ name, args }: Call, outcome: Outcome): void {
    this.oddArguments += args.filter(({ isGood }) => !isGood).length;
    const outcomes = this.#outcomes.get(name) ?? new Map<Outcome, number>();
    this.#outcomes.set(name, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1));
  }

  /** Methods, and what never came of them although it should have. */
  get missing(): string[] {
    return methods.flatMap(([name, { refuses }]) =>
      (['ok', ...refuses] as const)
        .filter((outcome) => !this.#outcomes.get(name)?.has(outcome))
        .map((outcome) => `${name}: ${outcome}`),
    );
  }

  toString(): string {
    return [...this.#outcomes]
      .map(
        ([name, outcomes]) =>
          `${name}: ${[...outcomes].map(([code, count]) => `${code} ${count}`).join(', ')}`,
      )
      .join('\n');
  }
}
