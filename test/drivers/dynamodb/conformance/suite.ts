import { describeKvDriver } from 'nestjs-kv-store/testing';

import { createDynamoDbDriver } from '../../../../libs/kv-store/src/drivers/dynamodb/dynamodb.driver.js';
import { describeWithDynamoDb, dynamoDbOptions } from '../../../support/dynamodb.js';

/** The suite on a table of its own. One file for each kind of table, since jest runs files side by side. */
export function describeOnTable(primaryKey: 'simple' | 'composite'): void {
  describeWithDynamoDb(`with a ${primaryKey} primary key`, () => {
    const { driver: _, ...options } = dynamoDbOptions();
    describeKvDriver({
      name: 'dynamodb',
      create: () => createDynamoDbDriver({ ...options, primaryKey }),
      time: 'controlled',
      data: 'shared',
      effort: { sequences: 20, histories: 1, documents: 500 },
    });
  });
}
