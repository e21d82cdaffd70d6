import { describeCause, type KvErrorCode, type KvFailure } from '../../core/kv-error.js';
import { KvFault } from '../../core/kv-fault.js';
import { codeOf, CommitFailed } from './errors.js';

interface Meaning {
  readonly code: KvErrorCode;
  readonly message: string;
}

const full: Meaning = {
  code: 'EXHAUSTED',
  message: 'the disk is full. Free some space, or remove entries.',
};
const denied: Meaning = {
  code: 'PERMISSION_DENIED',
  message:
    'the process may not read and write its files. Give its user the rights to, on a disk that is writable.',
};
const damaged: Meaning = {
  code: 'CORRUPT',
  message: 'the data file is damaged. Restore it from a backup.',
};
const device: Meaning = {
  code: 'UNAVAILABLE',
  message: 'the disk has failed. See the log of the system, and start the process anew once it is mended.',
};

const meanings: Readonly<Record<string, Meaning>> = {
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: { code: 'EXHAUSTED', message: 'the file system, or a limit of the process, takes no larger file.' },
  MDB_MAP_FULL: {
    code: 'EXHAUSTED',
    message: "the store has reached option 'mapSize'. Remove entries, or raise it.",
  },
  ENOMEM: {
    code: 'EXHAUSTED',
    message: 'the process has no memory left, or no address space for the data file.',
  },
  EACCES: denied,
  EPERM: denied,
  EROFS: denied,
  MDB_INVALID: damaged,
  MDB_CORRUPTED: damaged,
  MDB_PAGE_NOTFOUND: damaged,
  MDB_VERSION_MISMATCH: {
    code: 'UNSUPPORTED',
    message:
      'the files were written by another version of LMDB, whose format the package lmdb does not read.',
  },
  MDB_READERS_FULL: {
    code: 'UNAVAILABLE',
    message: 'as many processes and threads have the directory open as can: 126. Let some of them close it.',
  },
  EIO: device,
  MDB_PANIC: device,
  EMFILE: { code: 'UNAVAILABLE', message: 'the process has too many files open. Raise its limit.' },
  ENFILE: { code: 'UNAVAILABLE', message: 'the system has too many files open.' },
  ENOENT: { code: 'UNAVAILABLE', message: 'the directory is not there. Mount or make it.' },
  ENOTDIR: { code: 'INVALID_ARGUMENT', message: 'a part of the path is no directory.' },
};

/** What an error of LMDB, of the system, or of a transaction means. */
export function classify(error: unknown): KvFailure {
  try {
    const code = codeOf(error);
    const { name } = describeCause(error);
    const cause = code === '' ? { name } : { name, code };
    const isUndone = error instanceof CommitFailed && error.isUndone;
    return { code: 'UNKNOWN', ...meanings[code], cause, ...(isUndone && { outcome: 'none' as const }) };
  } catch {
    // What was thrown has members that throw.
    return { code: 'UNKNOWN' };
  }
}

/** In a sentence that names the option. */
export function cannotOpen(error: unknown, path: string): unknown {
  if (error instanceof KvFault) return error;
  const { code, message, cause } = classify(error);
  return new KvFault(
    code,
    `option 'path', ${path}, cannot be used: ${message ?? 'LMDB gives no reason that is known.'}`,
    {
      ...(cause && { cause }),
    },
  );
}
