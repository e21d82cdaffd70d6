import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';

import type { KvDriverCall } from '../../core/kv-driver.js';

/** Asked for only where somebody counts it. */
export function capacityWanted({ report }: KvDriverCall): { ReturnConsumedCapacity?: 'TOTAL' } {
  return report ? { ReturnConsumedCapacity: 'TOTAL' } : {};
}

export function reportCapacity(
  operation: 'read' | 'write',
  consumed: readonly (ConsumedCapacity | undefined)[] | undefined,
  call: KvDriverCall,
): void {
  if (!call.report || !consumed) return;
  const units = consumed.reduce((sum, one) => sum + (one?.CapacityUnits ?? 0), 0);
  if (units > 0) call.report({ type: 'capacity', operation, units });
}
