/** Why an engine cannot run on this machine, and what a person can do about it: parts of a sentence. */
export class CannotRun extends Error {
  constructor(
    readonly why: string,
    readonly remedy: string,
  ) {
    super(`${why}; ${remedy}`);
  }
}
