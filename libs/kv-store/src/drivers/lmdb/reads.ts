import type { KvDriverCall, KvRecord, KvResult } from '../../core/kv-driver.js';
import type { Environment } from './environment.js';
import { decodeRecord, isRecord, noRecord } from './record.js';

export function read(
  environment: Environment,
  keys: readonly string[],
  { consistency, report }: KvDriverCall,
): KvResult<KvRecord | undefined>[] {
  if (consistency === 'strong') environment.refresh();
  if (keys.length > 1) report?.({ type: 'batch', operation: 'read', size: keys.length });
  return keys.map((key) => {
    const found = environment.table.find(key);
    if (!found) return { ok: true, value: undefined };
    return isRecord(found) ? { ok: true, value: decodeRecord(found) } : { ok: false, error: noRecord() };
  });
}
