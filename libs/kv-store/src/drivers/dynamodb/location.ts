import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

import type { KvBackEnd } from '../../core/kv-driver.js';
import { KvFault } from '../../core/kv-fault.js';

export async function regionOf(client: DynamoDBClient): Promise<string> {
  try {
    return await client.config.region();
  } catch (error) {
    if (!(error as Error).message.includes('Region is missing')) throw error;
    throw new KvFault(
      'INVALID_ARGUMENT',
      "option 'region' of driver 'dynamodb' is missing, and the AWS SDK found none. Set it, or AWS_REGION.",
    );
  }
}

/** What traces and metrics say of a table before it is known where it is. */
export function backEndOf(table: string): KvBackEnd {
  // Of an ARN, which names the account as well, the name alone.
  return { system: 'aws.dynamodb', collection: table.replace(/^arn:.*:table\//, '') };
}

/** The same with the host that the client's requests go to, so far as the client tells. */
export async function locatedBackEnd(
  table: string,
  client: DynamoDBClient,
  region: string,
): Promise<KvBackEnd> {
  try {
    const { hostname, port } = await endpointOf(client, region);
    return { ...backEndOf(table), address: hostname, ...(port !== undefined && { port }) };
  } catch {
    // It is worth no failure: a client that was handed in may have rules of its own.
    return backEndOf(table);
  }
}

/** As the client finds it at its first request. */
async function endpointOf(
  { config }: DynamoDBClient,
  region: string,
): Promise<{ hostname: string; port?: number | undefined }> {
  if (config.endpoint) return config.endpoint();
  // Not in the client's types: what AWS_ENDPOINT_URL and the shared configuration say.
  const { serviceConfiguredEndpoint } = config as ConfiguredElsewhere;
  const configured = await serviceConfiguredEndpoint?.();
  const url =
    configured === undefined
      ? config.endpointProvider({
          Region: region,
          UseDualStack: await config.useDualstackEndpoint(),
          UseFIPS: await config.useFipsEndpoint(),
        }).url
      : new URL(configured);
  return { hostname: url.hostname, ...(url.port !== '' && { port: Number(url.port) }) };
}

interface ConfiguredElsewhere {
  serviceConfiguredEndpoint?: () => Promise<string | undefined>;
}
