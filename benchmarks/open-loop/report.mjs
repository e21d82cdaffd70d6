// What is kept of all back ends, as Markdown.
import { described } from '../lib/environment.mjs';
import { ratio, round, summary } from '../lib/statistics.mjs';
import { markdown, ours, withSpread } from '../lib/table.mjs';

const uncoalesced = `${ours}, \`coalesce: false\``;
/** Calls a second up to which a process is all but idle. */
const lowLoad = 200;
const most = 1.2;
/** Calls without which one in a thousand is one call, or none. */
const enoughCalls = 5_000;

/** `records`: one for each back end, as open-loop.mjs keeps them. */
export const report = (records) => `# Open loop

Calls that come at a set rate and at random, whatever the store does meanwhile: many callers who know nothing of each other. Latency counts from the moment when a call was due.

## Does coalescing cost latency where there is little to do?

The p99 of nestjs-kv-store divided by that of itself with \`coalesce: false\`, aimed at: at most ${most}.

${lowLoadTable(records)}

${records.map(section).join('\n\n')}

How this is measured is in [the README of the benchmarks](../README.md).
`;

const p99 = (sample) => sample.p99;

/** Undefined where either could not keep up, or had no part in it. */
function ratioOf(results, { operation, rate, samples }) {
  const plain = results.find(
    (one) => one.contestant === uncoalesced && one.operation === operation && one.rate === rate,
  );
  return samples && plain?.samples && ratio(samples, plain.samples, p99);
}

export function lowLoadTable(records) {
  const rows = records.flatMap(({ title, results }) =>
    results
      .filter(({ contestant, rate }) => contestant === ours && rate <= lowLoad)
      .map((result) => [result, ratioOf(results, result)])
      .filter(([, times]) => times !== undefined)
      .map(([{ operation, rate }, times]) => [
        title,
        operation,
        round(rate, 0),
        round(times, 2),
        times <= most ? 'met' : '**missed**',
      ]),
  );
  return markdown(['- back end', '- operation', 'calls a second', 'p99 / uncoalesced', '- '], rows);
}

export function section({ title, date, environment, results }) {
  const operations = [...new Set(results.map(({ operation }) => operation))];
  const tables = operations.map((operation) => {
    const those = results.filter((result) => result.operation === operation);
    return `### ${operation}\n\n${table(those)}`;
  });
  return [`## ${title}`, `${date}. ${described(environment)}`, ...tables].join('\n\n');
}

function table(results) {
  const hasRequests = results.some(({ samples }) => samples?.[0].requests !== undefined);
  const rows = results.map((result) => {
    const { rate, contestant, samples, calls, p999, perSecond } = result;
    const start = [round(rate, 0), contestant];
    if (!samples)
      return [...start, `cannot keep up: ${round(perSecond, 0)} a second`, ...blanks(hasRequests ? 6 : 5)];
    const figures = (name, digits) =>
      withSpread(
        summary(
          samples.map((sample) => sample[name]),
          digits,
        ),
      );
    const times = contestant === uncoalesced ? undefined : ratioOf(results, result);
    return [
      ...start,
      figures('p50'),
      figures('p99'),
      calls < enoughCalls ? '' : round(p999),
      figures('cpu'),
      ...(hasRequests
        ? [
            summary(
              samples.map(({ requests }) => requests),
              2,
            ).median,
          ]
        : []),
      summary(
        samples.map((sample) => sample.perSecond),
        0,
      ).median,
      times === undefined ? '' : round(times, 2),
    ];
  });
  return markdown(
    [
      ...['calls a second', '- contestant', 'p50 ms', 'p99 ms', 'p99.9 ms', 'CPU µs each'],
      ...(hasRequests ? ['requests each'] : []),
      ...['answered a second', 'p99 / uncoalesced'],
    ],
    rows,
  );
}

const blanks = (count) => Array.from({ length: count }, () => '');
