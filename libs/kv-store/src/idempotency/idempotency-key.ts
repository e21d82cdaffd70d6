/** The most characters of a key, as with most who take one. */
export const longestKey = 255;

/** A String of RFC 9651, and parameters, which the draft gives no meaning. */
const quoted =
  /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"(?:; *[a-z*][a-z0-9_.*-]*(?:=(?:"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"|[^\s",;]+))?)*$/;

/**
 * The key as most clients send it, those of Stripe among them: bare. No comma, for Node joins repeated headers by it,
 * and nothing that a String would have to escape.
 */
const bare = /^[!#-+\--:<-[\]-~]+$/;

/**
 * The key in an `Idempotency-Key` header, the same whether it is quoted, as the draft says, or not; undefined where the
 * header holds no key of 1 to 255 characters.
 */
export function parseIdempotencyKey(header: string): string | undefined {
  const text = header.trim();
  // Before a pattern looks at it: what else is in the header may be long.
  if (text.length > 2 * longestKey + 256) return undefined;
  const key = bare.test(text) ? text : quoted.exec(text)?.[1]?.replaceAll(/\\(.)/g, '$1');
  return key !== undefined && key.length >= 1 && key.length <= longestKey ? key : undefined;
}
