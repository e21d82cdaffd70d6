import { KvFault, type KvListedRecord, type KvRecordPage, type KvRecordRange } from 'nestjs-kv-store';
import type { FileDirectory } from './file-directory.js';
import { classifyFileError } from './file-errors.js';
import { commonNameOf, isEntryName } from './file-names.js';
import { giveUpIfAborted } from './give-up.js';
import { decodeRecord, decodeRecordHead } from './file.record.js';

const PAGE_BYTES = 1_000_000;
const PAGE_MILLISECONDS = 200;

/** The cursor is the last name that was looked at: names are sorted, and that of an entry never changes. */
export async function listPage(
  files: FileDirectory,
  range: KvRecordRange,
  signal?: AbortSignal,
): Promise<KvRecordPage> {
  const { prefix, limit, cursor, keysOnly } = range;
  if (cursor !== undefined && !isEntryName(cursor)) {
    throw new KvFault('INVALID_ARGUMENT', 'the cursor is none of this store. Begin the list anew.');
  }
  const common = commonNameOf(prefix);
  const end = performance.now() + PAGE_MILLISECONDS;
  const records: KvListedRecord[] = [];
  let bytes = 0;
  for (let name = files.names.next(common, cursor); name; name = files.names.next(common, name)) {
    giveUpIfAborted(signal);
    const record = await readIfRecord(files, name, keysOnly);
    if (record?.key.startsWith(prefix)) {
      records.push(record);
      bytes += record.key.length + record.value.length;
    }
    if (records.length >= limit || bytes >= PAGE_BYTES || performance.now() >= end) {
      return files.names.next(common, name) === undefined ? { records } : { records, cursor: name };
    }
  }
  return { records };
}

async function readIfRecord(
  files: FileDirectory,
  name: string,
  keysOnly: boolean,
): Promise<KvListedRecord | undefined> {
  try {
    if (keysOnly) {
      const head = await files.readHead(name);
      return head && decodeRecordHead(name, head.beginning, head.size);
    }
    const file = await files.read(name);
    return file && decodeRecord(name, file);
  } catch (error) {
    if (classifyFileError(error).code === 'CORRUPT') return undefined;
    throw error;
  }
}
