import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

import type { CheckedDynamoDbOptions } from './dynamodb.options.js';

/** Connections kept open. Batches need few; the AWS SDK's own 50 hold back callers of single requests. */
const maxSockets = 256;
/** Milliseconds until another connection is tried. The time for an answer is each call's own. */
const connectionTimeout = 3_000;

export function createClient(options: CheckedDynamoDbOptions): DynamoDBClient {
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
