import { described } from '../lib/environment.mjs';
import { ratio, round, summary } from '../lib/statistics.mjs';
import { markdown, withSpread } from '../lib/table.mjs';

/** How much of a core a process takes that may hold up the others. */
const busy = 0.9;

export function report({ date, environment, results }, { rounds, milliseconds, connections, latency }) {
  return `# The demo over HTTP

${date}. ${described(environment)} ${rounds} rounds, blocks of ${milliseconds} ms.

${connections} connections, each of which sends its next request when it has the answer to its last, to the demo on a stub of DynamoDB that answers after ${latency} ms; with coalescing as it comes, and with \`KV_COALESCE=false\`. Every answer was 2xx, and every value read the one last stored. Aimed at: at least 2 times as many requests a second, at a p99 that is no higher.

${ratios(results)}

${table(results)}

"Cores" says how much of one core each of the three processes took that share this machine. ${bottleneck(results)}

How this is measured is in [the README](../http/README.md).
`;
}

const pairs = (results) =>
  [...new Set(results.map(({ load }) => load))].map((load) =>
    results.filter((result) => result.load === load),
  );

function ratios(results) {
  const rows = pairs(results).map(([coalesced, plain]) => {
    const speed = ratio(coalesced.samples, plain.samples, ({ perSecond }) => perSecond);
    const p99 = ratio(coalesced.samples, plain.samples, (sample) => sample.p99);
    return [coalesced.load, round(speed, 2), round(p99, 2), speed >= 2 && p99 <= 1 ? 'met' : '**missed**'];
  });
  return markdown(['- load', 'requests a second / uncoalesced', 'p99 / uncoalesced', '- target'], rows);
}

function table(results) {
  const rows = results.map(({ load, contestant, samples }) => {
    const figures = (of, digits) => summary(samples.map(of), digits);
    const share = (name) => figures(({ shares }) => shares[name], 2).median;
    return [
      load,
      contestant,
      withSpread(figures(({ perSecond }) => perSecond, 0)),
      withSpread(figures(({ p50 }) => p50)),
      withSpread(figures(({ p99 }) => p99)),
      withSpread(figures(({ cpu }) => cpu, 0)),
      figures(({ requests }) => requests, 3).median,
      `${share('demo')}, ${share('stub')}, ${share('callers')}`,
    ];
  });
  return markdown(
    [
      ...['- load', '- contestant', 'requests a second', 'p50 ms', 'p99 ms', "demo's CPU µs each"],
      ...['requests to DynamoDB each', 'cores: demo, stub, callers'],
    ],
    rows,
  );
}

/** Whether what was measured is the demo. */
function bottleneck(results) {
  const others = results.flatMap(({ samples }) =>
    samples.flatMap(({ shares }) => [shares.stub, shares.callers]),
  );
  return Math.max(...others) > busy
    ? 'The stub or the load generator took all of a core at times, so the demo may do more than these figures.'
    : 'Neither the stub nor the load generator ever took all of a core, so it is the demo that was measured.';
}
