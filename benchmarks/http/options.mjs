import { parseArgs } from 'node:util';

const usage = `npm run bench:http [-- options]
  --quick            one short round: enough to see that all works
  --rounds 5         rounds that count, after a warm-up
  --milliseconds N   how long each block of a round takes, 3000 by default
  --connections 256
  --latency 5        after how many milliseconds the stub of DynamoDB answers
  --load GET,PUT     these loads alone, of GET, PUT and 90/10
  --prof DIR         profiles of both demos in this folder, by node --cpu-prof
Without any of these options the results are also written to benchmarks/results.`;

const known = ['GET', 'PUT', '90/10'];

export function optionsOf(args) {
  const text = { type: 'string' };
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean' },
      help: { type: 'boolean' },
      rounds: text,
      milliseconds: text,
      connections: text,
      latency: text,
      load: text,
      prof: text,
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit();
  }
  const number = (name, preset) => {
    const value = Number(values[name] ?? preset);
    if (value > 0) return value;
    console.error(`--${name} must be a number above 0.\n\n${usage}`);
    return process.exit(1);
  };
  const loads = (values.load ?? known.join()).split(',');
  if (!loads.every((load) => known.includes(load))) {
    console.error(`--load must be of ${known.join(', ')}.\n\n${usage}`);
    process.exit(1);
  }
  const milliseconds = number('milliseconds', values.quick ? 1_000 : 3_000);
  return {
    rounds: number('rounds', values.quick ? 1 : 5),
    milliseconds,
    // The demo has much to compile.
    warmUp: milliseconds,
    connections: number('connections', 256),
    latency: number('latency', 5),
    loads,
    profiles: values.prof,
    isFull: Object.keys(values).length === 0,
  };
}
