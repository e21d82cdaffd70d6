import { parseArgs } from 'node:util';

const usage = `npm run bench:open-loop [back end …] [-- options]
  dynamodb redis …  these back ends alone; 'dynamodb' is all of its own
  --quick           one short round: too few calls to tell a percentile, enough to see that all works
  --rounds 3        rounds that count, after a trial
  --rates 50,200    at these rates alone
  --only get        this operation alone
Without any of these options the results of these back ends are also written to benchmarks/results.`;

/** From the command line. `backends`: those that there are. */
export function optionsOf(args, backends) {
  const text = { type: 'string' };
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { quick: { type: 'boolean' }, help: { type: 'boolean' }, rounds: text, rates: text, only: text },
  });
  const number = (name, text) => {
    if (Number(text) > 0) return Number(text);
    console.error(`--${name} must have numbers above 0, not '${text}'.`);
    return process.exit(1);
  };
  const wanted = positionals.map((word) => backends.filter(({ name }) => `${name}-`.startsWith(`${word}-`)));
  if (values.help || wanted.some((found) => found.length === 0)) {
    console.error(`${usage}\nBack ends: ${backends.map(({ name }) => name).join(', ')}.`);
    process.exit(values.help ? 0 : 1);
  }
  const rates = values.rates?.split(',').map((rate) => number('rates', rate));
  const chosen = wanted.length > 0 ? wanted.flat() : backends;
  return {
    backends: chosen.map((backend) => ({ ...backend, rates: rates ?? backend.rates })),
    operations: ['get', 'set'].filter((operation) => [undefined, operation].includes(values.only)),
    rounds: number('rounds', values.rounds ?? (values.quick ? 1 : 3)),
    warmUp: values.quick ? 500 : 2_000,
    /** Long enough for some hundreds of calls, which a percentile needs, and not for ever. */
    millisecondsOf: (rate) => (values.quick ? 400 : Math.min(4_000, Math.max(1_000, 600_000 / rate))),
    isFull: Object.keys(values).length === 0,
  };
}
