// What stays of a run, in benchmarks/results: a report for people, and the samples, from which plots are drawn.
import { mkdirSync, writeFileSync } from 'node:fs';

import { format } from 'prettier';

const folder = new URL('../results/', import.meta.url);

/** With its tables aligned. */
export const aligned = (report) => format(report, { parser: 'markdown' });

export function keepReport(name, report) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.md`, folder), report);
}

export function keepSamples(name, record) {
  writeFileSync(new URL(`${name}.json`, folder), compact(record));
}

/** A line for each result, so that it can be looked through and compared with another. */
function compact({ results, ...rest }) {
  const lines = results.map((result) => `    ${JSON.stringify(result, threeDigits)}`);
  const head = JSON.stringify(rest, undefined, 2).replace(/\n}$/, '');
  return `${head},\n  "results": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

function threeDigits(_name, value) {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
