// Answers every GetItem with the same item at once, in a process of its own, so that what is measured is the client.
import { createServer } from 'node:http';

const item = {
  pk: { S: 'users:42' },
  value: { S: JSON.stringify({ name: 'Ada', bio: 'x'.repeat(150) }) },
  version: { S: '5f0c6e0e-6a6e-4a7e-9a53-0a5a0c2f8b11' },
};
const table = {
  TableStatus: 'ACTIVE',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
};
const answers = {
  GetItem: JSON.stringify({ Item: item }),
  DescribeTable: JSON.stringify({ Table: table }),
};

const server = createServer((request, response) => {
  const operation = String(request.headers['x-amz-target']).split('.')[1];
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(answers[operation] ?? '{}');
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
