import { answers } from '../../../libs/kv-store/src/testing/local-dynamodb/http.js';
import { findDynamoDbLocal } from '../../../libs/kv-store/src/testing/local-dynamodb/dynamodb-local.js';
import { CannotRun } from '../../../libs/kv-store/src/testing/local-dynamodb/cannot-run.js';
import { startLocalDynamoDb } from '../../../libs/kv-store/src/testing/local-dynamodb/start.js';
import type { ServerKind } from './server.js';

/** Amazon's DynamoDB Local. Its program is a development dependency of ours; what may be missing is the Java for it. */
export const dynamoDb: ServerKind = {
  name: 'DynamoDB Local',
  variable: 'TEST_DYNAMODB',
  packages: ['openjdk-17-jre-headless', 'default-jre-headless'],
  async isInstalled() {
    try {
      await findDynamoDbLocal();
      return true;
    } catch (error) {
      if (error instanceof CannotRun) return false;
      throw error;
    }
  },
  start: () => startLocalDynamoDb({ engine: 'dynamodb-local' }),
  image: {
    name: 'amazon/dynamodb-local',
    port: 8000,
    endpoint: (port) => `http://127.0.0.1:${port}`,
    isReady: answers,
  },
};
