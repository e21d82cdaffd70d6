// The stores of one driver.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Those that are behind a proxy come first. */
export const remote = ['redis', 'nats', 'dynamodb'];
export const drivers = [...remote, 'lmdb', 'memory'];

/** `{ options, remove }` for a store on the port. */
export function optionsFor(driver, port) {
  const nothing = () => undefined;
  switch (driver) {
    case 'redis':
      return { options: { driver, url: `redis://127.0.0.1:${port}` }, remove: nothing };
    case 'nats':
      return { options: { driver, servers: `nats://127.0.0.1:${port}`, bucket: 'soak' }, remove: nothing };
    case 'dynamodb': {
      const where = { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials };
      return { options: { driver, ...where, table: 'soak', createTable: true }, remove: nothing };
    }
    case 'lmdb': {
      const path = mkdtempSync(join(tmpdir(), 'soak-'));
      return { options: { driver, path }, remove: () => rmSync(path, { recursive: true, force: true }) };
    }
    default:
      return { options: { driver }, remove: nothing };
  }
}
