// Results as Markdown.
import { ratio, round, summary } from './statistics.mjs';

const cpu = (sample) => sample.cpu;
const perSecond = (sample) => sample.perSecond;
const heads = ['in flight', 'bytes', 'contestant', 'CPU µs each', 'per second', 'requests each', 'CPU / ours', 'speed / ours'];
const leftColumn = 2;

/** One table for the results of one operation. `ours`: the name of the contestant that all others are set against. */
export function table(results, ours) {
  const rows = results.map(({ load, contestant, samples }) => {
    const own = results.find((result) => result.load === load && result.contestant === ours);
    const against = (of) => (own ? round(ratio(samples, own.samples, of)) : '');
    return [
      round(load.inFlight, 0),
      round(load.valueBytes, 0),
      contestant,
      withSpread(summary(samples, cpu)),
      withSpread(summary(samples, perSecond, 0)),
      samples[0].requests === undefined ? '' : summary(samples, (sample) => sample.requests, 3).median,
      against(cpu),
      against(perSecond),
    ];
  });
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
  const pad = (cell, column) =>
    column === leftColumn ? cell.padEnd(widths[column]) : cell.padStart(widths[column]);
  const line = (cells) => `| ${cells.map(pad).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === leftColumn ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(heads), line(rule), ...rows.map(line)].join('\n');
}

const length = (text) => text.length;
