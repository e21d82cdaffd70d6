import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createKvStore } from '../../create-kv-store.js';

const description = {
  TableStatus: 'ACTIVE',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
};

let server: Server;
let connections = 0;

/** Answers whatever is asked but for the description of the table, and gives the options of a store on it. */
async function serve(answer: (response: ServerResponse) => void) {
  connections = 0;
  server = createServer((request, response) => {
    request.resume();
    if (String(request.headers['x-amz-target']).endsWith('DescribeTable'))
      response.end(JSON.stringify({ Table: description }));
    else answer(response);
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    driver: 'dynamodb',
    table: 'kv-table',
    region: 'stub-1',
    endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  } as const;
}

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it('has room for more single requests than the 50 of the AWS SDK, on connections that stay open', async () => {
  const side = Array.from({ length: 100 }, (_, index) => `key-${String(index)}`);
  const waiting: ServerResponse[] = [];
  const options = await serve((response) => {
    // Answered only when all are here: a client that sends fewer at a time waits for ever.
    waiting.push(response);
    if (waiting.length === side.length) for (const one of waiting.splice(0)) one.end('{}');
  });
  await using kv = await createKvStore({ ...options, coalesce: false });
  for (let round = 0; round < 2; round += 1) {
    const values = await Promise.all(side.map((key) => kv.get(key)));
    expect(values.every((value) => value === undefined)).toBe(true);
  }
  // The look at the table may have had one of its own.
  expect(connections).toBeLessThanOrEqual(side.length + 1);
});
