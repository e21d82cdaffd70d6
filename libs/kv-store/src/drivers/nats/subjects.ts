/** Stands for what is between two colons with nothing between them: a token of a subject is never empty. */
const nothing = '=';
const plain = /^[-\w/]*$/;

/**
 * Keys as subjects of NATS, whose tokens are separated by dots as ours are by colons: `users:42` is `users.42`. Letters,
 * digits, `-`, `_` and `/` stay; of all else each byte of UTF-8 is `=` and two hexadecimal digits.
 */
export function tokensOf(key: string): string {
  return key.split(':').map(tokenOf).join('.');
}

/** The key; undefined of what no key of ours is written as, for another program has written it. */
export function keyOf(tokens: string): string | undefined {
  const parts = tokens.split('.').map(textOf);
  if (parts.includes(undefined)) return undefined;
  const key = parts.join(':');
  return tokensOf(key) === tokens ? key : undefined;
}

/** The subjects of all keys that begin with `prefix`, and of some more where it ends within a token. */
export function filterFor(prefix: string): string {
  const whole = prefix.slice(0, prefix.lastIndexOf(':') + 1);
  return whole === '' ? '>' : `${tokensOf(whole.slice(0, -1))}.>`;
}

function tokenOf(part: string): string {
  if (part === '') return nothing;
  if (plain.test(part)) return part;
  let token = '';
  for (const byte of Buffer.from(part)) {
    const letter = String.fromCharCode(byte);
    token +=
      byte < 128 && plain.test(letter) ? letter : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return token;
}

function textOf(token: string): string | undefined {
  if (token === nothing) return '';
  if (plain.test(token)) return token;
  try {
    return decodeURIComponent(token.replace(/%/g, '%25').replaceAll('=', '%'));
  } catch {
    return undefined;
  }
}
