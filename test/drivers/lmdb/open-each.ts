// Not by the package's name, which only jest knows here; and loaded before there are no rights to.
import { createLmdbDriver } from '../../../libs/kv-store/src/drivers/lmdb/lmdb.driver.js';

// https://en.wikipedia.org/wiki/Nobody_(username)
const nobody = 65_534;

/** Opens each directory that it is told of, without root's rights, and tells why some cannot be. */
async function openEach(paths: string[]): Promise<void> {
  const failures: unknown[] = [];
  if (process.getuid?.() === 0) process.setuid?.(nobody);
  for (const path of paths) {
    const driver = createLmdbDriver({ path });
    try {
      await driver.open({ consistency: 'strong', now: () => Date.now(), notice: () => undefined });
    } catch (error) {
      const { code, message } = error as { code: string; message: string };
      failures.push({ code, reason: message });
    }
    await driver.close();
  }
  console.log(JSON.stringify(failures));
}

void openEach(process.argv.slice(3));
