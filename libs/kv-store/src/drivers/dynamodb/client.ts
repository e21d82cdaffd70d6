import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

import { type Abort, abortByHandler, abortByOptions } from './abort.js';
import type { CheckedDynamoDbOptions } from './dynamodb.options.js';

/** Connections kept open. Batches need few; the AWS SDK's own 50 hold back callers of single requests. */
const maxSockets = 256;
/** Milliseconds until another connection is tried. The time for an answer is each call's own. */
const connectionTimeout = 3_000;

/** A client, and how its requests are aborted. */
export interface Connection {
  readonly client: DynamoDBClient;
  readonly abort: Abort;
}

/** On the client that was handed in, else on one that we make and have to close. */
export function connect(options: CheckedDynamoDbOptions): Connection {
  if (options.client) return { client: options.client, abort: abortByOptions };
  const client = createClient(options);
  return { client, abort: abortByHandler(client) };
}

function createClient(options: CheckedDynamoDbOptions): DynamoDBClient {
  const { region, endpoint, credentials, clientConfig } = options;
  const config: DynamoDBClientConfig = {
    // Resolves each command's middleware once, not at each request.
    cacheMiddleware: true,
    requestHandler: {
      connectionTimeout,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    },
    ...clientConfig,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
  };
  return new DynamoDBClient(config);
}
