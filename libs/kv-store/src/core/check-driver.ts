import type { KvDriver } from './kv-driver.js';
import { guarded, invalid } from './kv-fault.js';

const members = ['name', 'limits', 'details', 'open', 'close', 'ping', 'read', 'write', 'swap', 'classify'];

export function checkDriver(driver: object): asserts driver is KvDriver {
  const missing = guarded(
    () => members.filter((member) => !(member in driver)),
    (name) => invalid(`option 'driver' is no driver object: it throws when it is looked at (${name}).`),
  );
  if (missing.length > 0)
    throw invalid(`option 'driver' is no driver object: it has no ${missing.join(', ')}.`);
}
