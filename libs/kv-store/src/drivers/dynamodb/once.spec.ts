import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

import { DeleteItemOnce, PutItemOnce, UpdateItemOnce } from './once.js';

const key = { pk: { S: 'key' } };
const commands = [
  ['PutItemOnce', () => new PutItemOnce({ TableName: 'kv-table', Item: key })],
  ['UpdateItemOnce', () => new UpdateItemOnce({ TableName: 'kv-table', Key: key })],
  ['DeleteItemOnce', () => new DeleteItemOnce({ TableName: 'kv-table', Key: key })],
] as const;

describe.each([
  ['resolved anew', {}],
  ['kept', { cacheMiddleware: true }],
])('with middleware %s', (_, config) => {
  it.each(commands)(
    '%s reaches the network once, signed, and leaves the client as it was',
    async (__, command) => {
      const handle = jest.fn((_request: { headers: Record<string, string> }) =>
        Promise.reject(Object.assign(new Error('cut'), { code: 'ECONNRESET' })),
      );
      const client = new DynamoDBClient({
        region: 'stub-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        requestHandler: { handle } as never,
        maxAttempts: 3,
        ...config,
      });
      const before = client.middlewareStack.identify();
      for (let sent = 1; sent <= 3; sent += 1) {
        await expect(client.send(command() as PutItemOnce)).rejects.toMatchObject({ code: 'ECONNRESET' });
        expect(handle).toHaveBeenCalledTimes(sent);
      }
      expect(handle.mock.calls[0]?.[0].headers).toHaveProperty('authorization');
      expect(client.middlewareStack.identify()).toEqual(before);
    },
  );
});
