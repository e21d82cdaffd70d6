import { createHash, randomUUID } from 'node:crypto';

const ENTRY = 'entry-';
const TEMPORARY = 'temp-';

/** Escaped keys up to this length are a name as they are. */
const LONGEST_WHOLE = 224;

/** Of a longer one so much is kept, for lists by a prefix; a hash of the key stands for the rest. */
const HEAD = 160;

/** Of the longest name: `entry-`, the head, `~` and the hash are one character longer than `entry-` and a whole key. */
export const LONGEST_NAME = ENTRY.length + HEAD + 1 + 64;

/**
 * The file of a key. Names are of lower case letters, digits and `- = _ ~` alone, so that file systems which ignore case
 * or normalize Unicode cannot take two for one, and begin with a word, so that none is a device of Windows. They are
 * not always turned back into keys: the key of an entry stands in its file, too.
 */
export function fileNameOf(key: string): string {
  const escaped = escapeKey(key);
  if (escaped.length <= LONGEST_WHOLE) return ENTRY + escaped;
  return `${ENTRY}${escaped.slice(0, HEAD)}~${createHash('sha256').update(key).digest('hex')}`;
}

/** What the files of all keys that begin with the prefix have in common; others may have it, too. */
export function commonNameOf(prefix: string): string {
  return ENTRY + escapeKey(prefix).slice(0, HEAD);
}

export function isEntryName(name: string): boolean {
  return /^entry-[a-z0-9_=~-]+$/.test(name);
}

export function temporaryName(): string {
  return TEMPORARY + randomUUID();
}

/** As long as the longest name of an entry, to find out whether the file system takes such names. */
export function longestTemporaryName(): string {
  return TEMPORARY.padEnd(LONGEST_NAME, '0');
}

/** Narrow, since what has such a name is removed. */
export function isTemporaryName(name: string): boolean {
  return /^temp-([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|0{200,})$/.test(name);
}

/** Byte by byte, so that the escaped form of a prefix is a prefix of the escaped form. */
function escapeKey(key: string): string {
  let escaped = '';
  for (const byte of Buffer.from(key, 'utf8')) {
    const character = String.fromCharCode(byte);
    escaped += /[a-z0-9_-]/.test(character) ? character : `=${byte.toString(16).padStart(2, '0')}`;
  }
  return escaped;
}
