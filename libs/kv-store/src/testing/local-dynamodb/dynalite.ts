import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

import { CannotRun } from './cannot-run.js';
import type { EngineStart, RunningEngine } from './engine.js';
import { findPackage } from './packages.js';
import { portError } from './port.js';

/** What we use of npm `dynalite`, which has no types. */
type Dynalite = (options: { path?: string; createTableMs: 0; updateTableMs: 0; deleteTableMs: 0 }) => Server;
/** What we use of npm `level`, on which dynalite keeps its data. */
interface Level {
  Level: new (path: string) => { open(): Promise<void>; close(): Promise<void> };
}

/** How to start dynalite, in this process. Throws `CannotRun` where it is not installed. */
export function findDynalite(): EngineStart {
  const found = findPackage('dynalite');
  if (!found) throw new CannotRun("npm package 'dynalite' is not installed", 'run `npm install -D dynalite`');
  return async ({ port, folder }) => {
    if (folder !== undefined) await checkFiles(createRequire(found.main)('level') as Level, folder);
    const dynalite = found.require('dynalite') as Dynalite;
    const server = dynalite({
      ...(folder !== undefined && { path: folder }),
      createTableMs: 0,
      updateTableMs: 0,
      deleteTableMs: 0,
    });
    return listen(server, port);
  };
}

/** Files that cannot be opened would end this process at the first request: dynalite throws where nobody catches. */
async function checkFiles({ Level }: Level, folder: string): Promise<void> {
  const files = new Level(folder);
  try {
    await files.open();
  } catch (error) {
    const { cause, message } = error as { cause?: { message?: string }; message: string };
    const why = cause?.message ?? message;
    throw new Error(
      `dynalite cannot open its data in '${folder}': ${why}. Take another 'dataPath', or delete it.`,
      { cause: error },
    );
  }
  await files.close();
}

async function listen(server: Server, port = 0): Promise<RunningEngine> {
  // A caller who goes away in the middle of a request would end this process: dynalite throws that error, too.
  server.on('request', (request) => {
    request.removeAllListeners('error').on('error', () => undefined);
  });
  server.on('connection', (socket) => socket.unref());
  // Else it closes connections after five idle seconds, at times just when the next request is on its way.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(portError(port, error));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  server.unref();

  let stopped: Promise<void> | undefined;
  const close = () =>
    new Promise<void>((resolve, reject) => {
      server.ref();
      server.close((error) => {
        if (error) reject(error);
        else resolve();
      });
      server.closeAllConnections();
    });
  return { port: (server.address() as AddressInfo).port, stop: () => (stopped ??= close()) };
}
