import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';

import { itemOf, openTable, ttl } from '../client.mjs';

export default {
  name: 'AWS SDK, GetItem and PutItem',
  url: import.meta.url,
  ttl,
  async open(connection, place) {
    const TableName = `bench-${place}`;
    const client = await openTable(connection, TableName);
    const get = async (key) => {
      const command = new GetItemCommand({ TableName, Key: { pk: { S: key } }, ConsistentRead: true });
      return (await client.send(command)).Item?.value.S;
    };
    return {
      get,
      async set(key, value, expiry) {
        await client.send(new PutItemCommand({ TableName, Item: itemOf(key, value, expiry) }));
      },
      getMany: (keys) => Promise.all(keys.map(get)),
    };
  },
};
