import fc from 'fast-check';

import { isLinearizable } from './brute-force.js';
import { deleteIf, get, has, increment, op, remove, seen, set, take, touch, update } from './by-hand.js';
import { check } from '../../libs/kv-store/src/testing/linearizability/checker.js';
import type { Call, Operation } from '../../libs/kv-store/src/testing/linearizability/history.js';

describe('beside brute force', () => {
  const value = fc.constantFrom('1', '2');
  const version = fc.constantFrom('v', 'w');
  const commit = fc.oneof(
    fc.constant({ ok: false as const }),
    version.map((made) => ({ ok: true as const, version: made })),
  );
  const maybe = fc.option(value, { nil: undefined });
  const call: fc.Arbitrary<Call> = fc.oneof(
    maybe.map(get),
    fc.boolean().map(has),
    fc
      .option(fc.tuple(value, version), { nil: undefined })
      .map((entry): Call => (entry ? seen(...entry) : { kind: 'getEntry', output: undefined })),
    value.map(set),
    fc.constant(remove),
    fc.tuple(value, commit).map(([input, output]): Call => ({ kind: 'create', input, output })),
    fc.tuple(value, version, commit).map(([to, from, output]): Call => ({
      kind: 'replaceIf',
      input: { value: to, version: from },
      output,
    })),
    fc.tuple(version, fc.boolean()).map((args) => deleteIf(...args)),
    fc.tuple(maybe, maybe).map((args) => update(...args)),
    maybe.map(take),
    fc.tuple(fc.constantFrom(1, -1), fc.constantFrom(0, 1, 2, 3)).map((args) => increment(...args)),
    fc.boolean().map(touch),
  );
  const process = fc.constantFrom('p', 'q');
  const answered = fc
    .tuple(fc.nat(12), fc.integer({ min: 1, max: 8 }), call, process)
    .map(([at, lasts, what, name]) => op(at, at + lasts, what, { process: name }));
  const interrupted = fc
    .tuple(
      fc.nat(12),
      call.filter(({ kind }) => !['get', 'has', 'getEntry'].includes(kind)),
      process,
    )
    .map(([at, what, name]) => {
      // An unknown outcome is one without an answer.
      const { output, ...asked } = { output: undefined, ...what };
      return op(at, Infinity, asked as Call, { process: name });
    });
  const readInTurn = fc
    .array(
      fc.oneof(
        maybe.map(get),
        fc.boolean().map(has),
        fc.tuple(value, version).map((entry) => seen(...entry)),
      ),
      {
        maxLength: 3,
      },
    )
    .map((reads) => reads.map((read, index) => op(20 + 2 * index, 21 + 2 * index, read)));

  const histories: [string, fc.Arbitrary<Operation[]>, number][] = [
    [
      'small histories',
      fc.array(fc.oneof({ weight: 9, arbitrary: answered }, { weight: 1, arbitrary: interrupted }), {
        minLength: 1,
        maxLength: 5,
      }),
      4_000,
    ],
    [
      'histories of interrupted changes, and of what is read later',
      fc
        .tuple(
          fc.array(interrupted, { minLength: 2, maxLength: 4 }),
          fc.array(answered, { maxLength: 1 }),
          readInTurn,
        )
        .map((parts) => parts.flat()),
      2_000,
    ],
  ];

  it.each(histories)('says the same of thousands of %s', (_, history, numRuns) => {
    const found = { linearizable: 0, violation: 0, 'gave up': 0 };
    fc.assert(
      fc.property(history, (unnumbered) => {
        const operations = unnumbered.map((one, index) => ({ ...one, sequence: 100 * one.call + index }));
        const { verdict } = check(operations);
        expect(verdict).toBe(isLinearizable(operations) ? 'linearizable' : 'violation');
        if (operations.length > 2) found[verdict] += 1;
      }),
      { numRuns },
    );
    expect(found.linearizable).toBeGreaterThan(100);
    expect(found.violation).toBeGreaterThan(100);
  });
});
