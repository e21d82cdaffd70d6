// `npm run bench`: get and set by nestjs-kv-store, the AWS SDK and Keyv, against a stub and against DynamoDB Local.
// A contestant or a server more is a file more in benchmarks/dynamodb and a word in the lists here.
import { mkdirSync, writeFileSync } from 'node:fs';

import batchesByHand from './dynamodb/contestants/batches-by-hand.mjs';
import keyv from './dynamodb/contestants/keyv.mjs';
import nestjsKvStore from './dynamodb/contestants/nestjs-kv-store.mjs';
import oneByOne from './dynamodb/contestants/one-by-one.mjs';
import uncoalesced from './dynamodb/contestants/uncoalesced.mjs';
import { notes } from './dynamodb/notes.mjs';
import { startDynamoDbLocal } from './dynamodb/servers/dynamodb-local.mjs';
import { startStub } from './dynamodb/servers/stub.mjs';
import { runOn } from './lib/bench.mjs';
import { environment, loadAverage } from './lib/environment.mjs';
import { optionsOf } from './lib/options.mjs';
import { table } from './lib/table.mjs';

const servers = [
  { name: 'stub', start: startStub },
  { name: 'local', start: startDynamoDbLocal },
];
const contestants = [nestjsKvStore, uncoalesced, oneByOne, batchesByHand, keyv];
const peers = [
  { contestant: keyv, whose: "Keyv's" },
  { contestant: batchesByHand, whose: "by hand's" },
];
const operations = ['get', 'set'];
// The busiest first, which warms up what the others need, too.
const loads = operations.flatMap((operation) => [256, 64, 1].map((inFlight) => ({ operation, inFlight })));
const packages = ['nestjs-kv-store', '@aws-sdk/client-dynamodb', 'keyv', '@keyv/dynamo'];

const options = optionsOf(process.argv.slice(2));
const startedAt = performance.now();
const loadBefore = loadAverage();
const progress = (what) => {
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  process.stderr.write(`${String(seconds).padStart(4)} s  ${what}\n`);
};

const sections = [];
for (const { start } of servers.filter(options.wants.server)) {
  const server = await start(options);
  try {
    const results = await runOn(
      server,
      contestants.filter(options.wants.contestant),
      loads.filter(options.wants.load),
      { ...options, progress },
    );
    sections.push(`## ${server.title}`);
    for (const operation of operations) {
      const those = results.filter(({ load }) => load.operation === operation);
      if (those.length > 0) sections.push(`### ${operation}`, table(those, peers));
    }
  } finally {
    await server.stop();
  }
}

const report = [
  '# get and set on DynamoDB',
  environment(packages, loadBefore),
  ...sections,
  notes(options),
].join('\n\n');
process.stdout.write(report);
if (options.isFull) {
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('dynamodb.md', folder), report);
}
