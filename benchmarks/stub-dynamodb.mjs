// A DynamoDB that keeps items in memory, in a process of its own, so that what is measured is the client. Answers item
// requests after so many milliseconds: `startProcess(…, { args: ['1'] })`; without, at once.
import { createServer } from 'node:http';

import { answer } from './lib/processes.mjs';
import { operations } from './lib/stub-operations.mjs';

const latency = Number(process.argv[2] ?? 0);
let requests = 0;

/** With its length, as DynamoDB answers, so that clients need not put chunks together. */
function reply(response, status, text) {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

function serve(request, response, body) {
  const [, operation] = String(request.headers['x-amz-target']).split('.');
  try {
    const known = operations[operation];
    if (!known) throw Object.assign(new Error(operation), { name: 'UnknownOperationException' });
    reply(response, 200, known(JSON.parse(body)));
  } catch ({ name, message }) {
    reply(response, 400, JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message }));
  }
}

const server = createServer((request, response) => {
  requests += 1;
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    if (latency === 0) serve(request, response, body);
    else setTimeout(serve, latency, request, response, body);
  });
});
// Contestants wait for their turn longer than a server usually keeps a connection.
server.keepAliveTimeout = 600_000;
const listening = new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

answer({
  port: async () => {
    await listening;
    return server.address().port;
  },
  requests: () => requests,
  cpu: () => process.cpuUsage(),
});
