import type { KvError } from '../../../libs/kv-store/src/core/kv-error.js';
import { createKvStore } from '../../../libs/kv-store/src/create-kv-store.js';
import type { KvStoreOptions } from '../../../libs/kv-store/src/kv-store.options.js';

/** What somebody writes for a job of a minute: it ends when it has come to its end. */
async function script(what: string, options: KvStoreOptions): Promise<string> {
  if (what === 'closes') {
    const kv = await createKvStore(options);
    await kv.set('key', 'value');
    const value = await kv.get('key');
    await kv.close();
    return String(value);
  }
  if (what === 'cannot open') {
    return createKvStore(options).then(
      () => 'opened',
      (error: unknown) => (error as KvError).code,
    );
  }
  // Opened in the background, in vain, and never closed.
  const kv = await createKvStore({ ...options, startup: 'lazy' });
  return kv.get('key').then(
    () => 'read',
    (error: unknown) => (error as KvError).code,
  );
}

const [what = '', options = ''] = process.argv.slice(3);
void script(what, JSON.parse(options) as KvStoreOptions).then((line) => {
  process.stdout.write(`${line}\n`);
});
