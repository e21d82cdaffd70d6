import { z } from 'zod';

export function trueOrFalse(otherwise: boolean) {
  return z
    .enum(['true', 'false'], { error: sentence("must be 'true' or 'false'") })
    .transform((text) => text === 'true')
    .default(otherwise);
}

/** A slip of the pen. Anything else may be a URL with a password, or a key, that got into the wrong variable. */
const quotable = /^[\w .:-]{1,20}$/;

/** For variables that hold no secret, so that a value which looks harmless is quoted. */
export function sentence(rule: string) {
  return ({ path, input }: { path?: PropertyKey[] | undefined; input?: unknown }) => {
    const given = quotable.test(String(input)) ? `, not '${String(input)}'` : '';
    return `${String(path?.[0])} ${rule}${given}.`;
  };
}

/** From 0 to `most`, in digits alone. */
export function wholeNumber(most: number, rule: string) {
  return z
    .string()
    .regex(/^\d{1,7}$/, { error: sentence(rule) })
    .transform(Number)
    .refine((number) => number <= most, { error: sentence(rule) });
}
