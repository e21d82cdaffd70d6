// Results as Markdown.
import { ratio, round, summary } from './statistics.mjs';

const cpu = (sample) => sample.cpu;
const columns = ['in flight', 'contestant', 'CPU µs each', 'per second', 'requests each'];

/** One table for the results of one operation. `peers`: contestants that the CPU time of the others is set against. */
export function table(results, peers) {
  const heads = [...columns, ...peers.map(({ whose }) => `CPU / ${whose}`)];
  const rows = results.map(({ load, contestant, samples }) => [
    String(load.inFlight),
    contestant.name,
    withSpread(summary(samples, cpu)),
    withSpread(summary(samples, (sample) => sample.perSecond, 0)),
    samples[0].requests === undefined ? '' : summary(samples, (sample) => sample.requests, 3).median,
    ...peers.map((peer) => {
      const theirs = results.find((result) => result.contestant === peer.contestant && result.load === load);
      return theirs ? round(ratio(samples, theirs.samples, cpu), 3) : '';
    }),
  ]);
  return markdown(heads, rows);
}

function withSpread({ median, spread }) {
  return `**${median}** (${spread})`;
}

/** Aligned as prettier would: texts left, numbers right. */
function markdown(heads, rows) {
  const widths = heads.map((head, column) =>
    Math.max(...[head, ...rows.map((row) => row[column])].map(length)),
  );
  const pad = (cell, column) => (column === 1 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  const line = (cells) => `| ${cells.map(pad).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 1 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(heads), line(rule), ...rows.map(line)].join('\n');
}

const length = (text) => text.length;
