const prototypes: readonly object[] = [
  Object,
  Array,
  Function,
  String,
  Number,
  Boolean,
  Symbol,
  BigInt,
  Promise,
  Map,
  Set,
  WeakMap,
  Date,
  RegExp,
  Error,
  Uint8Array,
  Buffer,
  AbortSignal,
  EventTarget,
].flatMap((one) => [one, one.prototype as object]);

/** Sees whether something was added to, taken from or changed in what all objects share. */
export class Pollution {
  readonly #before = prototypes.map(pictureOf);

  expectNone(): void {
    prototypes.forEach((prototype, index) => {
      expectSame(prototype, this.#before[index]);
    });
  }
}

type Picture = readonly (readonly [PropertyKey, PropertyDescriptor | undefined])[];

/** The properties of an object, without a look at what getters give. */
export function pictureOf(object: object): Picture {
  return Reflect.ownKeys(object).map((name) => [name, Reflect.getOwnPropertyDescriptor(object, name)]);
}

export function expectSame(object: object, before: Picture | undefined): void {
  const after = pictureOf(object);
  const isSame =
    after.length === before?.length &&
    after.every(([name, now], index) => {
      const [then, was] = before[index] ?? [];
      return (
        name === then && Object.is(now?.value, was?.value) && now?.get === was?.get && now?.set === was?.set
      );
    });
  if (!isSame)
    throw new Error(`An object was changed: it has ${String(after.map(([name]) => String(name)))}`);
}

/** What nobody has caught, and what Node warns of. */
export class Unheard {
  readonly #seen: string[] = [];
  readonly #hear = (thing: unknown): void => {
    this.#seen.push(thing instanceof Error ? (thing.stack ?? '') : typeof thing);
  };
  static readonly #events = ['unhandledRejection', 'uncaughtException', 'warning'] as const;

  constructor() {
    for (const event of Unheard.#events) process.on(event, this.#hear);
  }

  /** Rejections count as unhandled a turn later. */
  async expectNothing(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (this.#seen.length > 0) throw new Error(`Nobody heard of: ${this.#seen.join('\n')}`);
  }

  stop(): void {
    for (const event of Unheard.#events) process.off(event, this.#hear);
  }
}
