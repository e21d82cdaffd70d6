// As a careful user writes them who has all keys at hand: what DynamoDB leaves undone is sent again after a pause.
import { setTimeout as pause } from 'node:timers/promises';

import { BatchGetItemCommand, BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';

import { itemOf, openTable, ttl } from '../client.mjs';

export default {
  name: 'AWS SDK, batches by hand',
  url: import.meta.url,
  ttl,
  // As many as DynamoDB allows.
  batches: { get: 100, set: 25, 'set with ttl': 25 },
  async open(connection, place) {
    const table = `bench-${place}`;
    const client = await openTable(connection, table);
    return {
      async getMany(keys) {
        const values = new Map();
        const Keys = keys.map((key) => ({ pk: { S: key } }));
        let RequestItems = { [table]: { Keys, ConsistentRead: true } };
        while (RequestItems[table]) {
          const answer = await client.send(new BatchGetItemCommand({ RequestItems }));
          for (const item of answer.Responses[table]) values.set(item.pk.S, item.value.S);
          RequestItems = answer.UnprocessedKeys;
          if (RequestItems[table]) await pause(Math.random() * 50);
        }
        return keys.map((key) => values.get(key));
      },
      async setMany(entries, expiry) {
        const requests = entries.map(([key, value]) => ({
          PutRequest: { Item: itemOf(key, value, expiry) },
        }));
        let RequestItems = { [table]: requests };
        while (RequestItems[table]) {
          const answer = await client.send(new BatchWriteItemCommand({ RequestItems }));
          RequestItems = answer.UnprocessedItems;
          if (RequestItems[table]) await pause(Math.random() * 50);
        }
      },
    };
  },
};
