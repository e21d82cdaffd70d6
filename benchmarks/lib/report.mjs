// What a back end's run is told as.
import { described } from './environment.mjs';
import { rivals } from './rivals.mjs';
import { resultTable } from './table.mjs';
import { targetTable } from './target-table.mjs';

export function report({ backend, targets, record, settings }) {
  const { results, date, environment } = record;
  const operations = [...new Set(results.map(({ load }) => load.operation))];
  const met = targetTable(targets, { [backend.name]: results });
  return [
    `# ${backend.title}`,
    `${date}. ${described(environment)} ${settingsOf(settings)}`,
    ...(met ? ['## Targets', met] : []),
    '## Who is faster',
    'By more than a twentieth more calls a second than nestjs-kv-store as it comes:',
    rivals(results, backend.contestants),
    '## All of it',
    ...operations.flatMap((operation) => [
      `### ${operation}`,
      resultTable(results.filter(({ load }) => load.operation === operation)),
    ]),
    '## What is equal, and what is not',
    backend.notes,
    'How to read these tables, and what all contestants share, is in [the README of the benchmarks](../README.md).',
  ].join('\n\n');
}

function settingsOf({ rounds, milliseconds, warmUp }) {
  return (
    `${rounds} rounds, blocks of ${milliseconds} ms, after a warm-up of ${warmUp} ms for each load, six times as long ` +
    'with one in flight.'
  );
}
