import { z } from 'zod';

export function trueOrFalse(otherwise: boolean) {
  return z
    .enum(['true', 'false'], { error: sentence("must be 'true' or 'false'") })
    .transform((text) => text === 'true')
    .default(otherwise);
}

/** For variables whose value may be quoted. */
export function sentence(rule: string) {
  return ({ path, input }: { path?: PropertyKey[] | undefined; input?: unknown }) =>
    `${String(path?.[0])} ${rule}, not '${String(input)}'.`;
}
