import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';

import { openTable } from '../client.mjs';

export default {
  name: 'AWS SDK, GetItem and PutItem',
  url: import.meta.url,
  async open(connection, table) {
    const client = await openTable(connection, table);
    return {
      async get(key) {
        const command = new GetItemCommand({
          TableName: table,
          Key: { pk: { S: key } },
          ConsistentRead: true,
        });
        return (await client.send(command)).Item?.value.S;
      },
      async set(key, value) {
        const Item = { pk: { S: key }, value: { S: value } };
        await client.send(new PutItemCommand({ TableName: table, Item }));
      },
    };
  },
};
