import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** The SDK's own retries, without the pauses between them. */
export async function quickRetries(): Promise<DynamoDBClientConfig> {
  const { config } = new DynamoDBClient({ region: 'stub-1' });
  const retryBackoffStrategy = { computeNextBackoffDelay: () => 1, setDelayBase: () => undefined };
  const retryStrategy = Object.assign(await config.retryStrategy(), { retryBackoffStrategy });
  return { retryStrategy };
}
