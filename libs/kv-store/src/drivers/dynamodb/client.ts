import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

import { type Abort, abortByHandler, abortByOptions } from './abort.js';
import { watchedProvider } from './credentials.js';
import type { CheckedDynamoDbOptions } from './dynamodb.options.js';
import { telling } from './telling.js';
import { watchAttempts } from './watch.js';

/** Connections kept open. Batches need few; the AWS SDK's own 50 hold back callers of single requests. */
const maxSockets = 256;
/** Milliseconds until another connection is tried. The time for an answer is each call's own. */
const connectionTimeout = 3_000;

/** A client, how its requests are aborted, and how what is ours of it is closed. */
export interface Connection {
  readonly client: DynamoDBClient;
  readonly abort: Abort;
  close(): void;
}

/** On the client that was handed in, else on one that we make and have to close. */
export function connect(options: CheckedDynamoDbOptions): Connection {
  const lent = () => undefined;
  if (options.client) return { client: options.client, abort: abortByOptions, close: lent };
  const client = createClient(options);
  if (hasHandler(options.clientConfig)) return { client, abort: telling(abortByOptions), close: lent };
  const close = () => {
    client.destroy();
  };
  return { client, abort: telling(abortByHandler(client)), close };
}

function createClient(options: CheckedDynamoDbOptions): DynamoDBClient {
  const { region, endpoint, clientConfig } = options;
  const credentials = options.credentials ?? clientConfig?.credentials;
  const config: DynamoDBClientConfig = {
    // Resolves each command's middleware once, not at each request.
    cacheMiddleware: true,
    requestHandler: {
      connectionTimeout,
      httpAgent: { maxSockets },
      httpsAgent: { maxSockets },
    },
    ...clientConfig,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && {
      credentials: typeof credentials === 'function' ? watchedProvider(credentials) : credentials,
    }),
  };
  const client = new DynamoDBClient(config);
  watchAttempts(client);
  // Without a logger it still copies all that is sent and received, part by part, for nobody, which
  // takes up to a quarter of the time.
  if (!clientConfig?.logger) client.middlewareStack.remove('loggerMiddleware');
  return client;
}

/** Whether the options hold a request handler of the user's own, and not settings for the SDK's. */
function hasHandler(clientConfig: DynamoDBClientConfig | undefined): boolean {
  const { handle } = (clientConfig?.requestHandler ?? {}) as { handle?: unknown };
  return typeof handle === 'function';
}
