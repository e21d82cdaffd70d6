// As a careful user writes them who has all keys at hand: what DynamoDB leaves undone is sent again after a pause.
import { setTimeout as pause } from 'node:timers/promises';

import { BatchGetItemCommand, BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';

import { openTable } from '../client.mjs';

/** How many keys each request carries, of the requests that are in flight side by side. */
const sizes = {
  get: { 64: [64], 256: [100, 100, 100] },
  set: { 64: [25, 25, 14], 256: Array.from({ length: 10 }, () => 25) },
};

export default {
  name: 'AWS SDK, batches by hand',
  url: import.meta.url,
  sizesOf: (operation, inFlight) => sizes[operation][inFlight],
  async open(connection, table) {
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
      async setMany(entries) {
        const requests = entries.map(([key, value]) => ({
          PutRequest: { Item: { pk: { S: key }, value: { S: value } } },
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
