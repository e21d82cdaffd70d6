import type { KvDriverCall, KvRecord, KvResult } from '../../core/kv-driver.js';
import type { Environment } from './environment.js';
import { decodeRecord, decodeText, isRecord, noRecord } from './record.js';

export function read(
  environment: Environment,
  keys: readonly string[],
  call: KvDriverCall,
): KvResult<KvRecord | undefined>[] | Promise<KvResult<KvRecord | undefined>[]> {
  if (keys.length > 1) call.report?.({ type: 'batch', operation: 'read', size: keys.length });
  const look = () =>
    keys.map((key): KvResult<KvRecord | undefined> => {
      try {
        return { ok: true, value: readNow(environment, key, call) };
      } catch (error) {
        return { ok: false, error };
      }
    });
  return call.consistency === 'strong' ? environment.read(look) : look();
}

/** As it is in the view that this turn of the event loop has of what is stored. */
export function readNow(
  { texts, table }: Environment,
  key: string,
  { valuesOnly }: KvDriverCall,
): KvRecord | undefined {
  const text = texts.get(key);
  if (text === undefined) return undefined;
  const record = decodeText(text, valuesOnly ?? false);
  if (record) return record;
  const found = table.find(key);
  if (!found) return undefined;
  if (!isRecord(found)) throw noRecord();
  return decodeRecord(found);
}
