import fc from 'fast-check';
import { bytes, createKvStore, json, type KvStore, type KvStoreOptions } from 'nestjs-kv-store';

import { keyNames } from './keys.js';
import { methods } from './methods.js';
import { anyOf, mark, type Material, patiently } from './specimen.js';
import { Tally } from './tally.js';
import { Call, outcomeOf } from './trial.js';
import { Pollution, Unheard } from './watch.js';
import { Neighbours, theFolder } from './neighbours.js';

/** `ARGUMENTS_SEED=… ARGUMENTS_PATH=… npx jest … -t 'the name of the test'` repeats a failure. */
const { ARGUMENTS_SEED: seed, ARGUMENTS_PATH: path } = process.env;

const callsAtOnce = 40;
/** Calls that have one odd argument among them, and some more, for that is chance. */
const callsForOne = 1.6;
/** Milliseconds until calls that have not settled count as hanging. */
const patience = 15_000;

interface Round {
  readonly calls: readonly Call[];
  readonly view: 'text' | 'json' | 'bytes';
  readonly sideBySide: boolean;
}

const call: fc.Arbitrary<Call> = fc
  .constantFrom(...methods)
  .chain(([name, method]) =>
    fc.tuple(...method.takes.map(anyOf)).map((args) => new Call(name, method, args)),
  );

const rounds: fc.Arbitrary<Round> = fc.record({
  calls: fc.array(call, { minLength: callsAtOnce, maxLength: callsAtOnce, size: 'max' }),
  view: fc.constantFrom('text', 'json', 'bytes'),
  sideBySide: fc.boolean(),
});

const timeFor = (tries: number) => 60_000 + tries * 30;

export interface Fuzzed {
  /** All else in it is this test's alone. */
  readonly kv: KvStore;
  readonly keyBytes: number;
}

/**
 * Calls every method with arguments that nobody should give, until so many were tried, and throws where a call ends in
 * anything but success or a refusal that says what was wrong with it.
 */
export async function fuzz({ kv, keyBytes }: Fuzzed, tries: number, tally: Tally): Promise<void> {
  const folder = kv.namespace(theFolder);
  const neighbours = await Neighbours.settle(kv);
  const pollution = new Pollution();
  const unheard = new Unheard();
  const waiting = new Set<Call>();
  const prefixBytes = Buffer.byteLength(`${theFolder}:`);

  async function follow(round: Round): Promise<void> {
    const material = await materialOf(folder, keyBytes - prefixBytes);
    waiting.clear();
    const view = viewOf(folder, round.view);
    const trials = round.sideBySide
      ? round.calls.map((one) => tried(one, view, material))
      : [oneByOne(round.calls, view, material)];
    await settled(trials, waiting);
    pollution.expectNone();
    await unheard.expectNothing();
    await neighbours.expectUnharmed();
    await folder.set('still', mark, patiently);
    if ((await folder.get('still', patiently)) !== mark) throw new Error('The store does not work any more.');
  }

  async function oneByOne(calls: readonly Call[], view: KvStore, material: Material): Promise<void> {
    for (const one of calls) await tried(one, view, material);
  }

  async function tried(one: Call, view: KvStore, material: Material): Promise<void> {
    waiting.add(one);
    try {
      tally.add(one, await outcomeOf(one, view, material));
    } catch (error) {
      throw new Error(`${String(one)}: ${error instanceof Error ? error.message : ''}`, { cause: error });
    } finally {
      waiting.delete(one);
    }
  }

  try {
    await fc.assert(fc.asyncProperty(rounds, follow), {
      numRuns: Math.ceil((tries / callsAtOnce) * callsForOne),
      // To find a shorter way to a failure may take for ever, where calls wait.
      interruptAfterTimeLimit: timeFor(tries) / 2,
      ...(seed && { seed: Number(seed) }),
      ...(path && { path }),
    });
    await neighbours.expectAlone();
  } finally {
    unheard.stop();
  }
}

/** A test for each store, of which `tally` is told. */
export function itTakesAnything(
  stores: readonly (readonly [name: string, options: () => KvStoreOptions])[],
  { tries, keyBytes, tally }: { tries: number; keyBytes: number; tally: Tally },
): void {
  it.each(stores)(
    '%s: each call succeeds, or is refused with what was wrong with it',
    async (_, options) => {
      const before = tally.oddArguments;
      await using kv = await createKvStore(options());
      await fuzz({ kv, keyBytes }, tries, tally);
      expect(tally.oddArguments - before).toBeGreaterThanOrEqual(tries);
    },
    timeFor(tries),
  );
}

function viewOf(folder: KvStore, view: Round['view']): KvStore {
  if (view === 'text') return folder;
  return folder.as((view === 'json' ? json() : bytes) as never);
}

async function materialOf(folder: KvStore, keyBytes: number): Promise<Material> {
  const many = Array.from({ length: 3 }, (_, index) => [`many${String(index)}`, mark] as const);
  await folder.setMany(many, patiently);
  // Which text cannot be read as, nor JSON.
  const raw = folder.as(bytes);
  await raw.setMany(
    keyNames.slice(2, 6).map((key) => [key, Uint8Array.of(0xff)]),
    patiently,
  );
  const [all, some] = [
    await raw.page({ limit: 1, ...patiently }),
    await raw.page({ prefix: 'many', limit: 1, ...patiently }),
  ];
  const version = (await raw.getEntry('many0', patiently))?.version ?? '';
  const cursors = [all.cursor ?? '', some.cursor ?? ''];
  const thrown = new Set<unknown>();
  const throws = <T>(value: T): T => {
    thrown.add(value);
    return value;
  };
  return { kv: folder, keyBytes, cursors, version, throws, thrown };
}

/** Throws where some of what is `waiting` has not settled in time. */
async function settled(trials: readonly Promise<void>[], waiting: ReadonlySet<Call>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`These never settled: ${[...waiting].map(String).join(', ')}`));
    }, patience);
  });
  try {
    await Promise.race([Promise.all(trials), late]);
  } finally {
    clearTimeout(timer);
  }
}
