// Markdown, which prettier aligns.
import { ratio, round, summary } from './statistics.mjs';

const cpu = (sample) => sample.cpu;
const perSecond = (sample) => sample.perSecond;
export const ours = 'nestjs-kv-store';

/** One table for the results of one operation. */
export function resultTable(results) {
  const hasRequests = results.some(({ samples }) => samples[0].requests !== undefined);
  const rows = results.map(({ load, contestant, samples }) => {
    const own = results.find((result) => result.load === load && result.contestant === ours);
    const against = (of) => (own ? round(ratio(samples, own.samples, of)) : '');
    return [
      round(load.inFlight, 0),
      round(load.valueBytes, 0),
      contestant,
      withSpread(summary(samples.map(cpu))),
      withSpread(summary(samples.map(perSecond), 0)),
      ...(hasRequests
        ? [
            summary(
              samples.map(({ requests }) => requests),
              3,
            ).median,
          ]
        : []),
      against(cpu),
      against(perSecond),
    ];
  });
  return markdown(
    [
      ...['in flight', 'bytes', '- contestant', 'CPU µs each', 'per second'],
      ...(hasRequests ? ['requests each'] : []),
      ...['CPU / ours', 'speed / ours'],
    ],
    rows,
  );
}

export function withSpread({ median, spread }) {
  return `**${median}** (${spread})`;
}

/** Columns of texts have `- ` before their heads; the others are numbers and stand on the right. */
export function markdown(heads, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rules = heads.map((head) => (head.startsWith('- ') ? '---' : '---:'));
  return [line(heads.map((head) => head.replace(/^- /, ''))), line(rules), ...rows.map(line)].join('\n');
}
