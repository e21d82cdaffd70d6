import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder, which is removed after the tests of this file. To be called while tests are described, or before. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'test-lmdb-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
