import { open } from 'lmdb';

/** `lmdb` as it comes, for texts: what it has resolved is flushed. With `noSync` the system writes it in its own time. */
export function openRaw({ path }, place, settings) {
  return open({ path: `${path}/${place}`, noSubdir: false, encoding: 'string', ...settings });
}
