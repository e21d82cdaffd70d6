import { parseArgs } from 'node:util';

const usage = `npm run bench -- [options]
  --quick             2 short rounds, in less than a minute: too few to compare, enough to see that all works
  --rounds 7          rounds that count, after one that warms up
  --milliseconds 400  how long each block of a round takes
  --latency 1         after how many milliseconds the stub answers
  --server stub       this server alone
  --only keyv,…       these contestants alone, by the names of their files
  --load get@256      this operation alone, or this one at so many in flight
Without --quick, --server, --only and --load the results are also written to benchmarks/results.`;

/** From the command line. */
export function optionsOf(args) {
  const text = { type: 'string' };
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean' },
      help: { type: 'boolean' },
      rounds: text,
      milliseconds: text,
      latency: text,
      server: text,
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
    if (!(value >= 0)) throw new Error(`--${name} must be a number.\n${usage}`);
    return value;
  };
  return {
    count: values.quick ? 600 : 5_000,
    rounds: number('rounds', values.quick ? 2 : 7),
    milliseconds: number('milliseconds', values.quick ? 100 : 400),
    warmUp: values.quick ? 200 : 1_500,
    latency: number('latency', 1),
    wants: {
      server: ({ name }) => values.server === undefined || values.server === name,
      contestant: ({ url }) =>
        !values.only || values.only.split(',').some((name) => url.endsWith(`/${name}.mjs`)),
      load: ({ operation, inFlight }) =>
        [undefined, operation, `${operation}@${inFlight}`].includes(values.load),
    },
    isFull: !values.quick && !values.server && !values.only && !values.load,
  };
}
