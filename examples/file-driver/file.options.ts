import { KvFault } from 'nestjs-kv-store';

export interface FileDriverOptions {
  /** The directory that holds the entries. It must exist, and should hold nothing else. */
  readonly directory: string;
  /** Milliseconds between two looks for expired entries. Default: a minute. */
  readonly sweepEvery?: number | undefined;
  /**
   * Whether the contents of a file are on the disk before it gets its name, so that a power cut leaves no entry half
   * written. Default: true. Without it writes are faster, and an end of the process alone still harms nothing.
   */
  readonly flush?: boolean | undefined;
}

export interface CheckedFileOptions {
  readonly directory: string;
  readonly sweepEvery: number;
  readonly flush: boolean;
}

/** A timer that is set to more fires at once. */
const LONGEST_TIMER = 2_147_483_647;

const NAMES = new Set(['directory', 'sweepEvery', 'flush']);

export function checkFileOptions(options: FileDriverOptions): CheckedFileOptions {
  // Callers may be JavaScript, or hand over what was read from a file.
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) {
    throw wrong('createFileDriver takes an object with options, such as { directory }.');
  }
  const unknown = Object.keys(given).find((name) => !NAMES.has(name));
  if (unknown !== undefined) {
    throw wrong(`there is no option '${unknown}'. The options are ${[...NAMES].join(', ')}.`);
  }
  const { directory, sweepEvery = 60_000, flush = true } = given as Record<string, unknown>;
  if (typeof directory !== 'string' || directory === '' || directory.includes('\0')) {
    throw wrong("option 'directory' must be the path of a directory.");
  }
  if (
    typeof sweepEvery !== 'number' ||
    !Number.isInteger(sweepEvery) ||
    sweepEvery < 1 ||
    sweepEvery > LONGEST_TIMER
  ) {
    throw wrong(`option 'sweepEvery' must be whole milliseconds from 1 to ${LONGEST_TIMER}.`);
  }
  if (typeof flush !== 'boolean') throw wrong("option 'flush' must be true or false.");
  return { directory, sweepEvery, flush };
}

function wrong(message: string): KvFault {
  return new KvFault('INVALID_ARGUMENT', message);
}
