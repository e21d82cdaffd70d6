/**
 * A schema by the Standard Schema specification (https://standardschema.dev), as zod, valibot and arktype make them.
 * Its input and output types are one: what is checked on write is what is checked again on read.
 */
export interface StandardSchema<T> {
  /** What makes it one: libraries set it, nobody writes it by hand. */
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<T> | Promise<StandardResult<T>>;
    readonly types?: { readonly input: T; readonly output: T } | undefined;
  };
}

/** What a schema says of a value: the value, or what is wrong with it. */
export type StandardResult<T> =
  { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] };

/** One thing that is wrong with a value. */
export interface StandardIssue {
  /** For people. It may quote the value, so no error of a store holds it. */
  readonly message: string;
  /** Where in the value it is. Default: the value itself. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
