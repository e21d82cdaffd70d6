import type { KvDriverCall, KvRecord, KvResult } from '../../core/kv-driver.js';
import type { Environment } from './environment.js';
import { decodeRecord, isRecord, noRecord } from './record.js';

export function read(
  environment: Environment,
  keys: readonly string[],
  { consistency, report }: KvDriverCall,
): KvResult<KvRecord | undefined>[] | Promise<KvResult<KvRecord | undefined>[]> {
  if (keys.length > 1) report?.({ type: 'batch', operation: 'read', size: keys.length });
  const look = () => keys.map((key) => resultOf(environment.table.find(key)));
  return consistency === 'strong' ? environment.read(look) : look();
}

function resultOf(found: Buffer | undefined): KvResult<KvRecord | undefined> {
  if (!found) return { ok: true, value: undefined };
  return isRecord(found) ? { ok: true, value: decodeRecord(found) } : { ok: false, error: noRecord() };
}
