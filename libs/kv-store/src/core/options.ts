import { guarded, invalid, type KvFault, typeName } from './kv-fault.js';

/** What else stands in the place of an option's name may be a value, or a secret. */
const plainName = /^[A-Za-z_$][\w$-]{0,63}$/;

/** Says what an option must be, or undefined where the value is right. */
export type OptionCheck = (value: unknown) => string | undefined;

/** Refuses options that nobody knows and values that are wrong, with a sentence that names the option. */
export function checkOptions(
  whose: string,
  options: object,
  checks: Readonly<Record<string, OptionCheck>>,
  besides = '',
): void {
  guarded(
    () => {
      for (const [name, value] of Object.entries(options)) {
        if (!Object.hasOwn(checks, name)) throw unknownOption(whose, name, checks, besides);
        checkOption(whose, name, value, checks);
      }
    },
    (name) => invalid(`the options of ${whose} cannot be read: one of them throws (${name}).`),
  );
}

/** Refuses what a driver is given beside the options of every store, which an unknown name may have been meant for. */
export function checkDriverOptions(
  driver: string,
  options: object,
  checks: Readonly<Record<string, OptionCheck>>,
): void {
  checkOptions(`driver '${driver}'`, options, checks, besidesDrivers);
}

const besidesDrivers = ' Every store has others besides, such as timeout, namespace and defaultTtl.';

function unknownOption(whose: string, name: string, checks: object, besides: string): KvFault {
  const what = plainName.test(name) ? `option '${name}'` : 'such an option as was given';
  return invalid(`${whose} has no ${what}. Its options: ${Object.keys(checks).join(', ')}.${besides}`);
}

function checkOption(
  whose: string,
  name: string,
  value: unknown,
  checks: Readonly<Record<string, OptionCheck>>,
): void {
  const wanted = value === undefined ? undefined : checks[name]?.(value);
  // Elsewhere a number may be a password.
  const given = /number|milliseconds/.test(wanted ?? '') ? amount(value) : setting(value);
  if (wanted) throw invalid(`option '${name}' of ${whose} must be ${wanted}, not ${given}.`);
}

export const aString: OptionCheck = (value) =>
  typeof value === 'string' && value !== '' ? undefined : 'a string that is not empty';

export const aBoolean: OptionCheck = (value) => (typeof value === 'boolean' ? undefined : 'true or false');

export const anObject: OptionCheck = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'an object';

/** A timer waits for at most 2^31 − 1 ms, near 25 days. */
export const aTimeout: OptionCheck = (value) =>
  typeof value === 'number' && value > 0 && value <= 2_147_483_647
    ? undefined
    : 'milliseconds, more than 0 and at most 2147483647';

/** A hundred years are longer than anyone waits, and `Date` has room for them. */
export const aTtl: OptionCheck = (value) =>
  typeof value === 'number' && value > 0 && value <= 100 * 365.25 * 86_400_000
    ? undefined
    : 'milliseconds, more than 0 and at most a hundred years';

export const theConsistency: OptionCheck = (value) =>
  value === 'strong' || value === 'eventual' ? undefined : "'strong' or 'eventual'";

export const aUrl: OptionCheck = (value) =>
  typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value)
    ? undefined
    : "a URL such as 'http://localhost:8000'";

/** An object with string values under no other names than these. */
export function namesOf(...known: string[]): OptionCheck {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(
      ([name, text]) => known.includes(name) && typeof text === 'string' && text !== '',
    )
      ? undefined
      : `an object with strings under the names ${known.join(', ')}`;
}

/** Of what logs and health answers tell: a URL in its place may hold a password. */
export const aPlainString: OptionCheck = (value) =>
  typeof value === 'string' && value !== '' && !value.includes('://')
    ? undefined
    : 'a string that is neither empty nor a URL';

/** A setting that was wrong, for messages: what it is and never itself, for it may be a secret. */
export function setting(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return `this ${typeof value}`;
  const type = typeName(value);
  return type === 'an array' ? 'this array' : type;
}

/** The same where a number is wanted, which is told as it is. */
export function amount(value: unknown): string {
  return typeof value === 'number' ? String(value) : setting(value);
}
