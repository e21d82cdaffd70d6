import fc from 'fast-check';
import type { KvStore } from 'nestjs-kv-store';

/** In each text that an argument holds, so that it is found where it must not be: in a message. It is no plain name. */
export const mark = 'm4rked secret';

/** For calls of the test's own: the store that is tried has next to no time. */
export const patiently = { timeout: 15_000 };

/** What arguments are made with. */
export interface Material {
  /** What is called, for arguments that call back. */
  readonly kv: KvStore;
  /** The longest key in that, in bytes of UTF-8. */
  readonly keyBytes: number;
  /** Cursors that pages of its entries gave: of all, and of a prefix. */
  readonly cursors: readonly string[];
  /** Of one of its entries. */
  readonly version: string;
  /** Says that a function of the caller's throws this, so that a call may reject with it as it is: some share a load. */
  readonly throws: <T>(thrown: T) => T;
  readonly thrown: ReadonlySet<unknown>;
}

/** A kind of argument, made anew for each call. */
export class Specimen {
  constructor(
    readonly name: string,
    readonly make: (material: Material) => unknown,
    /** Whether it is as the documentation says. */
    readonly isGood = false,
  ) {}

  /** For what fast-check prints: the argument itself may not stand being looked at. */
  [fc.toStringMethod](): string {
    return this.name;
  }
}

export const good = (name: string, make: Specimen['make']): Specimen => new Specimen(name, make, true);
export const odd = (name: string, make: Specimen['make']): Specimen => new Specimen(name, make);

/** What an argument may be, in groups of which each is as likely, however many there are of a kind. */
export type Kinds = readonly (readonly Specimen[])[];

/** As the documentation says more often than not, so that the other arguments of a call are looked at, too. */
export function anyOf(kinds: Kinds): fc.Arbitrary<Specimen> {
  const usual = kinds.flat().filter(({ isGood }) => isGood);
  return fc.oneof(
    { weight: kinds.length + 2, arbitrary: fc.constantFrom(...usual) },
    ...kinds.map((group) => ({ weight: 1, arbitrary: fc.constantFrom(...group) })),
  );
}
