import { parseArgs } from 'node:util';

import { isCalled, loads, quickLoads } from './loads.mjs';

const usage = `npm run bench [back end …] [-- options]
  dynamodb redis …    these back ends alone; 'dynamodb' is both of its own
  --quick             2 short rounds of the chief loads: too few to compare, enough to see that all works
  --rounds 5          rounds that count, after one that warms up
  --milliseconds 250  how long each block of a round takes
  --latency 1         after how many milliseconds the stub of DynamoDB answers
  --only keyv,…       these contestants alone, by the names of their files
  --load get@256,…    these operations alone, or these at so many in flight
Without any of these options the results are also written to benchmarks/results.`;

/** From the command line. `backends`: those that there are. */
export function optionsOf(args, backends) {
  const text = { type: 'string' };
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      quick: { type: 'boolean' },
      help: { type: 'boolean' },
      rounds: text,
      milliseconds: text,
      latency: text,
      only: text,
      load: text,
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit();
  }
  const number = (name, preset) => {
    const value = Number(values[name] ?? preset);
    if (!(value >= 0)) refuse(`--${name} must be a number.`);
    return value;
  };
  const listed = (name) => values[name]?.split(',');
  const wantedLoads = listed('load');
  return {
    rounds: number('rounds', values.quick ? 2 : 5),
    milliseconds: number('milliseconds', values.quick ? 60 : 250),
    warmUp: values.quick ? 150 : 2_000,
    keys: values.quick ? 1_000 : Infinity,
    latency: number('latency', 1),
    backends: positionals.length === 0 ? backends : positionals.flatMap((word) => called(word, backends)),
    loads: wantedLoads
      ? loads.filter((load) => wantedLoads.some((name) => isCalled(name, load)))
      : values.quick
        ? quickLoads
        : loads,
    wantsContestant: ({ url }) => !values.only || listed('only').some((name) => url.endsWith(`/${name}.mjs`)),
    isFull: Object.keys(values).length === 0,
  };
}

/** `redis`, or `dynamodb` for all whose names begin so. */
function called(word, backends) {
  const found = backends.filter(({ name }) => `${name}-`.startsWith(`${word}-`));
  if (found.length > 0) return found;
  const known = backends.map(({ name }) => name).join(', ');
  return refuse(`There is no back end '${word}', but ${known}.`);
}

function refuse(reason) {
  console.error(`${reason}\n\n${usage}`);
  process.exit(1);
}
