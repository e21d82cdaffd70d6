import { inspect } from 'node:util';

import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';

import type { KvDriverCall } from '../../core/kv-driver.js';
import { abortByHandler } from './abort.js';

const call: KvDriverCall = {
  consistency: 'strong',
  now: Date.now,
  isAborted: false,
  onAbort: () => undefined,
  notice: () => undefined,
};

it("leaves nothing on a command's input that a logger would show, also where it is sent again", () => {
  const input = { TableName: 'kv-table', Key: { pk: { S: 'key' } } };
  const command = new GetItemCommand(input);
  const shown = inspect(command.input);
  const abort = abortByHandler(new DynamoDBClient({ region: 'stub-1' }));
  abort(command, call);
  abort(command, call);
  expect(inspect(command.input)).toBe(shown);
  expect(Object.getOwnPropertySymbols(command.input)).toHaveLength(1);
});
