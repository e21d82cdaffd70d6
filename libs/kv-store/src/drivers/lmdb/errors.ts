import { constants } from 'node:os';

/** What LMDB's own codes are called, of which lmdb tells only the number: https://github.com/LMDB/lmdb lmdb.h. */
const ownNames: Readonly<Record<number, string>> = {
  [-30797]: 'MDB_PAGE_NOTFOUND',
  [-30796]: 'MDB_CORRUPTED',
  [-30795]: 'MDB_PANIC',
  [-30794]: 'MDB_VERSION_MISMATCH',
  [-30793]: 'MDB_INVALID',
  [-30792]: 'MDB_MAP_FULL',
  [-30790]: 'MDB_READERS_FULL',
  [-30788]: 'MDB_TXN_FULL',
  [-30785]: 'MDB_MAP_RESIZED',
  [-30783]: 'MDB_BAD_RSLOT',
  [-30782]: 'MDB_BAD_TXN',
  [-30779]: 'MDB_PROBLEM',
};

const systemNames = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]));

/** The name of an error's code, as `ENOSPC` or `MDB_MAP_FULL`; empty where it has none. Node gives names, lmdb numbers. */
export function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code === 'number') return ownNames[code] ?? systemNames.get(code) ?? '';
  return typeof code === 'string' ? code : '';
}

/** A transaction that was not committed, or not as it should be. */
export class CommitFailed extends Error {
  override readonly name = 'CommitFailed';

  /**
   * @param code The name of LMDB's code.
   * @param isUndone Whether nothing of the transaction is stored for certain.
   */
  constructor(
    readonly code: string,
    readonly isUndone: boolean,
  ) {
    super('The transaction was not committed.');
  }
}

/**
 * The number of the last transaction was set back. LMDB does so when a process opens a directory while another commits,
 * as lmdb 3.5 has it (ITS#9496): what was committed is still there, until somebody commits in its place.
 */
export class SetBack extends Error {
  override readonly name = 'SetBack';

  constructor() {
    super('The number of the last transaction was set back.');
  }
}
