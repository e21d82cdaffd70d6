import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { OwnServerProcess } from './server-process.js';

/** A server on a port of this machine, in a folder of its own that goes with it. */
export interface LocalServer extends OwnServerProcess {
  readonly host: string;
  readonly port: number;
  /** `127.0.0.1:port` */
  readonly address: string;
  readonly url: string;
  /** PEM, of the authority that a client must trust. Empty without TLS. */
  readonly ca: string;
  readonly folder: string;
}

export interface Folder {
  readonly path: string;
  /** Where the server is to write its log: where it does not start, the error shows the end of it. */
  readonly log: string;
}

/** Gives what `start` starts a folder for as long as it runs. */
export async function inFolder<T extends OwnServerProcess>(
  name: string,
  start: (folder: Folder) => Promise<T>,
): Promise<T & { readonly folder: string }> {
  const path = await mkdtemp(join(tmpdir(), `test-${name}-`));
  const log = join(path, 'log');
  const remove = () => rm(path, { recursive: true, force: true });
  try {
    const server = await start({ path, log });
    return {
      ...server,
      folder: path,
      async stop() {
        await server.stop();
        await remove();
      },
    };
  } catch (error) {
    const lines = await readFile(log, 'utf8').catch(() => '');
    await remove();
    throw new Error(`${(error as Error).message}\n${lines.slice(-1_000)}`, { cause: error });
  }
}
