import { tokensOf } from '../../../libs/kv-store/src/drivers/nats/subjects.js';

/** So much of a secret is looked for: who cuts off what he prints has given it away all the same. */
const enough = 32;

/** The texts in which a secret may show: as it is, escaped, encoded, or as bytes. */
export function formsOf(secret: string): string[] {
  const text = secret.slice(0, enough);
  const bytes = Buffer.from(text.toWellFormed());
  const numbers = [...bytes];
  const pairs = numbers.map((byte) => byte.toString(16).padStart(2, '0'));
  const forms = [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text.toWellFormed()),
    tokensOf(text),
    pairs.join(''),
    pairs.join('').toUpperCase(),
    // As a Buffer is inspected, and as one is serialised.
    pairs.join(' '),
    numbers.join(','),
    ...base64Of(bytes),
  ];
  return [...new Set(forms)];
}

/** What is the same wherever in a longer text the secret begins. */
function base64Of(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const whole = padded.subarray(0, padded.length - (padded.length % 3)).toString('base64');
    const own = whole.slice(before === 0 ? 0 : 4);
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
