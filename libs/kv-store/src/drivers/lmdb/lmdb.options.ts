import { aPlainString, checkDriverOptions, type OptionCheck } from '../../core/options.js';
import { invalid } from '../../core/kv-fault.js';

/**
 * Entries in one directory of this machine's disk, durable, shared by any number of its processes. Needs `lmdb`, which
 * brings LMDB with it: there is no server, and nothing to compile.
 */
export interface LmdbOptions {
  /** Chooses this driver. */
  driver: 'lmdb';
  /** The directory, on a disk of this machine; created where it is missing. */
  path: string;
  /**
   * Bytes that the data file may grow to, though it may become a little larger; what needs more is refused with
   * `EXHAUSTED`. So much address space is reserved, and neither disk nor memory. At least 1 MiB, at most 16 TiB.
   * Default: 64 GiB.
   */
  mapSize?: number;
  /**
   * What a write that was answered survives. `'survives-power-loss'`: everything but the loss of the disk; it is
   * answered when it has been flushed to it. `'survives-process-crash'`: the end of the process, however sudden; the
   * system has it, and writes it to the disk in its own time, so that a crash of the system or a power loss may damage
   * the whole store: for what can be made anew. The same in all processes on one directory. Default:
   * `'survives-power-loss'`.
   */
  sync?: LmdbSync;
}

/** What a write survives once it was answered. */
export type LmdbSync = 'survives-power-loss' | 'survives-process-crash';

export type CheckedLmdbOptions = Required<Omit<LmdbOptions, 'driver'>>;

const whose = "driver 'lmdb'";
const [fewestBytes, defaultBytes, mostBytes] = [2 ** 20, 2 ** 36, 2 ** 44];

const aSize: OptionCheck = (value) =>
  Number.isInteger(value) && (value as number) >= fewestBytes && (value as number) <= mostBytes
    ? undefined
    : `a whole number of bytes from ${String(fewestBytes)} to ${String(mostBytes)}`;

const theSync: OptionCheck = (value) =>
  value === 'survives-power-loss' || value === 'survives-process-crash'
    ? undefined
    : "'survives-power-loss' or 'survives-process-crash'";

export function checkLmdbOptions(given: object): CheckedLmdbOptions {
  checkDriverOptions('lmdb', given, { path: aPlainString, mapSize: aSize, sync: theSync });
  const { path, mapSize = defaultBytes, sync = 'survives-power-loss' } = given as Partial<LmdbOptions>;
  if (path === undefined)
    throw invalid(`${whose} needs option 'path', the directory that holds the entries.`);
  if (path.includes('\0')) throw invalid(`option 'path' of ${whose} must not hold the character U+0000.`);
  return { path, mapSize, sync };
}
