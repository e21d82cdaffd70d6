import { round } from '../../benchmarks/lib/statistics.mjs';
import { markdown } from '../../benchmarks/lib/table.mjs';
import { bounds, grown, pools } from './judge.mjs';

/** What a run has shown, in Markdown. */
export function report({ runs, faults, schedule, troubles, rate, timeout, where }) {
  const cells = ({ exit, ...run }) => [
    run.driver,
    ...grown(run, schedule).flatMap(({ early, late }) => [round(early), round(late)]),
    exit,
  ];
  const heads = Object.entries(bounds).flatMap(([name, { unit }]) => [
    `${name}${unit && `, ${unit}`}`,
    'last third',
  ]);
  const done = runs.filter(({ seen }) => seen);
  const sentences = Object.entries(bounds).map(([name, { times, more, unit }]) =>
    `${name} ${times === 1 ? '' : `${times} times, and `}${more} ${unit}`.trimEnd(),
  );
  return `# Soak

${new Date().toISOString().slice(0, 10)}. ${where}

${Math.round(schedule.seconds / 6) / 10} minutes of ${rate} calls a second at each driver (DynamoDB Local: a third of that), in a process each, side by side: reads, writes, batches, conditional changes, counters, lists, \`getOrSet\`, a second store with a near cache, cancelled calls, calls with 5 ms, and every 3 s a store that is opened and closed. Each call has ${timeout} ms. Every ${Math.round(schedule.cycle)} s something goes wrong for ${round(schedule.trouble, 1)} s, ${troubles.length} times in all.

**${faults.length === 0 ? 'All is flat, no answer was wrong, no call was late, and every process ended by itself.' : faults.join('; ')}**

Medians of the quiet seconds of the first and the last third, after ${Math.round(schedule.warmUp)} s of warm-up. The last may be more than the first by: ${sentences.join('; ')}; of DynamoDB, whose client keeps connections, by ${pools.dynamodb} sockets and resources more.

${markdown(['- driver', ...heads, '- its process ended'], done.map(cells))}

${markdown(
  [
    '- driver',
    'calls',
    'slowest, ms',
    'kinds that were late',
    'wrong answers',
    'stores opened',
    'could not be',
    '- errors, nearly all while something was wrong',
  ],
  done.map(({ driver, seen }) => [
    driver,
    ...[
      seen.calls,
      seen.slowest,
      Object.values(seen.late).length,
      seen.wrongs,
      seen.opened,
      seen.notOpened,
    ].map((number) => round(number, 0)),
    Object.entries(seen.errors)
      .map(([code, count]) => `${code} ${count}`)
      .join(', '),
  ]),
)}

What went wrong, at each of Redis, NATS and DynamoDB alike, but for NATS where a server accepts connections and stays silent for good, for each of which its client keeps a socket: ${troubles.map(({ from, name }) => `${name} (${Math.round(from)} s)`).join(', ')}.
`;
}
