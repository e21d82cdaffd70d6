import { type KvFailure, KvFault } from 'nestjs-kv-store';

/**
 * A change is made by one rename or one removal, which is done or fails; so after these nothing was done, and the
 * store may tell so. That cannot be said of a fault of the device.
 */
const FAILURES: Readonly<Record<string, KvFailure>> = {
  ...each(['ENOSPC', 'EDQUOT'], {
    code: 'EXHAUSTED',
    message: 'The file system is full, or a quota is used up. Free some space.',
    outcome: 'none',
  }),
  ...each(['EACCES', 'EPERM', 'EROFS'], {
    code: 'PERMISSION_DENIED',
    message: 'The process may not use the directory. Let it read and write there.',
    outcome: 'none',
  }),
  ...each(['ENOENT', 'ENOTDIR', 'ENODEV', 'ENXIO', 'ESTALE'], {
    code: 'UNAVAILABLE',
    message: 'The directory is gone. Mount or create it again.',
    outcome: 'none',
  }),
  ...each(['EMFILE', 'ENFILE', 'EAGAIN', 'EBUSY', 'ENOMEM'], {
    code: 'THROTTLED',
    message: 'The system has too much open or under way. Try again, or raise the limit of open files.',
    outcome: 'none',
  }),
  ...each(['EFBIG'], {
    code: 'TOO_LARGE',
    message: 'The file system takes no file of this size.',
    outcome: 'none',
  }),
  ...each(['EISDIR'], {
    code: 'CORRUPT',
    message: 'Where the file of this entry should be is a directory. Remove it.',
    outcome: 'none',
  }),
  ...each(['ENAMETOOLONG'], {
    code: 'UNAVAILABLE',
    message: 'The file system takes no names as long as those of entries. Take a directory on another.',
    outcome: 'none',
  }),
  ...each(['ETIMEDOUT'], { code: 'TIMEOUT', message: 'The file system did not answer in time.' }),
  ...each(['EIO'], { code: 'UNAVAILABLE', message: 'The device failed. Look at the log of the system.' }),
  ...each(['ABORT_ERR'], { code: 'ABORTED', message: 'The call was given up.' }),
};

export function classifyFileError(error: unknown): KvFailure {
  try {
    if (error instanceof KvFault) return error;
    return FAILURES[errorCode(error)] ?? { code: 'UNKNOWN' };
  } catch {
    // What was thrown is nothing that has members, or one whose members throw.
    return { code: 'UNKNOWN' };
  }
}

/** In a sentence that says what to do. */
export function cannotOpen(error: unknown, directory: string): KvFault {
  if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) {
    const message = `there is no directory '${directory}'. Create it, or change option 'directory'.`;
    return new KvFault('UNAVAILABLE', message);
  }
  const { code, message = 'Try to read and write there by hand.' } = classifyFileError(error);
  return new KvFault(code, `the directory '${directory}' cannot be used. ${message}`);
}

/** The code of an error that this driver knows, or ''. */
export function errorCode(error: unknown): string {
  const { code } = error as { code: unknown };
  return typeof code === 'string' && Object.hasOwn(FAILURES, code) ? code : '';
}

function each(codes: readonly string[], failure: KvFailure): Record<string, KvFailure> {
  return Object.fromEntries(codes.map((code) => [code, failure]));
}
