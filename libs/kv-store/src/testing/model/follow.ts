import { inspect, isDeepStrictEqual } from 'node:util';

import fc from 'fast-check';

import * as calls from './calls.js';
import type { Command, World } from './command.js';
import { type Came, whatCameOf, whatShouldCome } from './outcomes.js';
import { keys, type Sequence } from './sequences.js';

/** Whether a command waits for the one before it, or only where there would be more than one possible outcome. */
export type Pace = 'one by one' | 'side by side';

/** Makes the calls on a store and on the model, and throws where they differ. */
export async function follow({ commands, watched }: Sequence, world: World, pace: Pace): Promise<void> {
  const groups = pace === 'one by one' ? commands.map((command) => [command]) : groupsOf(commands);
  for (const group of groups) {
    await judge(group, world);
    if (watched) await look(new Set(group.flatMap((command) => command.keys)), world);
  }
  await look(keys, world);
  await judge([calls.getMany([], [...keys, ...keys].reverse())], world);
}

async function look(at: Iterable<string>, world: World): Promise<void> {
  await judge(
    [...at].map((key) => calls.read('getEntry', { folders: [], key })),
    world,
  );
}

/** Begins all, then compares each in the order in which they were called. */
async function judge(group: readonly Command[], world: World): Promise<void> {
  const trials = group.map((command) => command.begin(world));
  const outcomes = await Promise.all(trials.map(({ answer }) => whatCameOf(answer)));
  trials.forEach((trial, index) => {
    const came = outcomes[index] ?? { gave: undefined };
    const expected = whatShouldCome(() => trial.judge(came));
    if (isSame(came, expected)) return;
    throw new Error(`${String(group[index])}: expected ${show(expected)}, but came ${show(came)}`);
  });
}

function isSame(came: Came, expected: Came): boolean {
  if ('threw' in came && 'threw' in expected) return came.threw === expected.threw;
  return isDeepStrictEqual(came, expected);
}

function show(came: Came): string {
  if ('threw' in came) return `threw ${String(came.threw)}`;
  return inspect(came, { depth: 6, breakLength: Infinity, maxStringLength: 100 });
}

/** Neighbours that may be under way at once. */
export function groupsOf(commands: readonly Command[]): Command[][] {
  const groups: Command[][] = [];
  let last = new Map<string, Command['order']>();
  for (const command of commands) {
    const { order } = command;
    const waits =
      order === 'alone' || command.keys.some((key) => last.has(key) && !follows(order, last.get(key)));
    const group = waits ? undefined : groups.at(-1);
    if (group) group.push(command);
    else {
      groups.push([command]);
      last = new Map();
    }
    for (const key of command.keys) last.set(key, order);
    if (order === 'alone') last = new Map(keys.map((key) => [key, order]));
  }
  return groups;
}

/** Whether the contract says which of two changes of one key is made first. */
function follows(order: Command['order'], before: Command['order'] | undefined): boolean {
  if (order === 'write') return before === 'write' || before === 'change';
  return order === 'change' && before === 'write';
}

/** `MODEL_SEED=… MODEL_PATH=… npx jest -t 'the name of the test'` repeats a failure, `MODEL_RUNS=…` looks for longer. */
const { MODEL_SEED: seed, MODEL_PATH: path, MODEL_RUNS: runs } = process.env;

/** How many sequences to try: so many, or as many as the environment asks for. */
export function runsOf(usual: number): number {
  return Number(runs ?? usual);
}

/** Milliseconds for a test of so many sequences, on a machine that has other work. */
export function timeFor(numRuns: number): number {
  return 20_000 + numRuns * 250;
}

/**
 * Throws what `findDifference` has found, which also says how to repeat it. For stores that need more around each
 * sequence than `expectStoreToFollowTheModel` gives them, such as another program that writes to the same table.
 */
export async function expectToFollowTheModel(...search: Parameters<typeof findDifference>): Promise<void> {
  const difference = await findDifference(...search);
  if (difference !== undefined) throw new Error(difference);
}

/** A shortest sequence after which store and model differ, in words; undefined where none was found. */
export async function findDifference(
  arbitrary: fc.Arbitrary<Sequence>,
  numRuns: number,
  run: (sequence: Sequence) => Promise<void>,
): Promise<string | undefined> {
  const result = await fc.check(fc.asyncProperty(arbitrary, run), {
    numRuns,
    ...(seed && { seed: Number(seed) }),
    ...(path && { path }),
  });
  const [sequence] = result.counterexample ?? [];
  if (!sequence) return undefined;
  return [
    String(result.errorInstance),
    `After${sequence.watched ? ', with a look at the entries after each' : ''}:`,
    ...sequence.commands.map((command) => `  ${String(command)}`),
    `Found in ${result.numRuns} runs and made shorter ${result.numShrinks} times. To repeat it: ` +
      `MODEL_SEED=${result.seed} MODEL_PATH=${result.counterexamplePath ?? ''}`,
  ].join('\n');
}
