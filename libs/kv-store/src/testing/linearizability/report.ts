import { isUnknown, type Operation } from './history.js';
import type { State } from './model.js';
import type { Stuck } from './search.js';
import type { VersionConflict } from './versions.js';

/** Rows of each table: what lies further from the trouble tells little of it. */
const rows = 12;

export function reportConflict(key: string, conflict: VersionConflict): string {
  const start = Math.min(...conflict.map(({ call }) => call));
  return `on key '${key}' one version stands for two values.\n${table(conflict, start)}`;
}

export function reportStuck(
  key: string,
  operations: readonly Operation[],
  { order, state, next }: Stuck,
): string {
  const start = Math.min(...operations.map(({ call }) => call));
  const done = new Set(order);
  const later = operations.filter((operation) => !done.has(operation) && !next.includes(operation));
  later.sort((a, b) => a.call - b.call);
  return [
    `on key '${key}' no order explains all ${operations.length} answers. The longest explains ${order.length}, and ends:`,
    table(order.slice(-rows), start),
    `Then the key holds ${describeState(state)}, and none of these leads any further:`,
    table(next, start),
    'Called later:',
    table(later.slice(0, rows), start),
  ].join('\n');
}

function describeState(state: State): string {
  if (!state) return 'nothing';
  const { value, version, not } = state;
  if (version !== undefined) return `${show(value)} with version ${show(version)}`;
  return `${show(value)} with a version that nobody was told${not.map((other) => `, not ${show(other)}`).join('')}`;
}

function table(operations: readonly Operation[], start: number): string {
  if (operations.length === 0) return '  (none)';
  const milliseconds = (time: number) => ((time - start) / 1e6).toFixed(3);
  const cells = [
    ['called', 'returned', 'by', 'operation', 'answer'],
    ...operations.map((operation) => [
      milliseconds(operation.call),
      isUnknown(operation) ? '?' : milliseconds(operation.return),
      `${operation.process} #${operation.sequence}`,
      `${operation.kind}${'input' in operation ? ` ${show(operation.input)}` : ''}`,
      isUnknown(operation) ? '?' : 'output' in operation ? show(operation.output) : '',
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return cells.map((row) => `  ${line(row).trimEnd()}`).join('\n');
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${show(part)}`)
    .join(', ');
}
