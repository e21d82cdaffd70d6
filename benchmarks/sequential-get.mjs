// One `get` after another by the module and by the same client's own `send`, in alternating blocks of one run.
// CPU time of this process alone; the server is another one. Prints the ratio with a bootstrapped 95 % interval.
import { startProcess } from './lib/processes.mjs';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const { DynamoDBClient, GetItemCommand, PutItemCommand } = await import('@aws-sdk/client-dynamodb');
const { createKvStore } = await import('nestjs-kv-store');

const pairs = Number(process.argv[2] ?? 60);
const callsPerBlock = 300;

const stub = startProcess(new URL('stub-dynamodb.mjs', import.meta.url));
const connection = {
  region: 'local',
  endpoint: `http://127.0.0.1:${await stub.ask('port')}`,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};
// The module's own client against one of the same settings; with `handed-in`, both on one client as the SDK makes it.
const handedIn = process.argv[3] === 'handed-in';
const client = new DynamoDBClient({ ...connection, cacheMiddleware: !handedIn });
const kv = await createKvStore({
  driver: 'dynamodb',
  table: 'kv-store',
  createTable: true,
  ...(handedIn ? { client } : connection),
});
const Item = {
  pk: { S: 'users:42' },
  value: { S: JSON.stringify({ name: 'Ada', bio: 'x'.repeat(150) }) },
  version: { S: '5f0c6e0e-6a6e-4a7e-9a53-0a5a0c2f8b11' },
};
await client.send(new PutItemCommand({ TableName: 'kv-store', Item }));

const raw = async () => {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: 'kv-store', Key: { pk: { S: 'users:42' } }, ConsistentRead: true }),
  );
  return Item.value.S;
};
const ours = () => kv.get('users:42');
if ((await raw()) !== (await ours())) throw new Error('The two do not read the same.');

/** Microseconds of CPU for each call of a block. */
async function cpuOf(get) {
  const before = process.cpuUsage();
  for (let call = 0; call < callsPerBlock; call += 1) await get();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / callsPerBlock;
}

for (let warmUp = 0; warmUp < 5; warmUp += 1) {
  await cpuOf(raw);
  await cpuOf(ours);
}
const samples = [];
for (let pair = 0; pair < pairs; pair += 1) {
  const [first, second] = pair % 2 === 0 ? [raw, ours] : [ours, raw];
  const one = await cpuOf(first);
  const two = await cpuOf(second);
  samples.push(first === raw ? { raw: one, ours: two } : { raw: two, ours: one });
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const ratios = samples.map((sample) => sample.ours / sample.raw);
const resampled = Array.from({ length: 2_000 }, () =>
  median(ratios.map(() => ratios[Math.floor(Math.random() * ratios.length)])),
).toSorted((a, b) => a - b);
console.log(`node ${process.version}, ${pairs} pairs of ${callsPerBlock} sequential gets`);
console.log(`client.send: ${median(samples.map((sample) => sample.raw)).toFixed(1)} µs of CPU each (median)`);
console.log(
  `kv.get:      ${median(samples.map((sample) => sample.ours)).toFixed(1)} µs of CPU each (median)`,
);
console.log(
  `ratio:       ${median(ratios).toFixed(3)} (95 %: ${resampled[50].toFixed(3)} to ${resampled[1949].toFixed(3)})`,
);

await kv.close();
client.destroy();
await stub.stop();
