import fc from 'fast-check';

import { isLinearizable } from './brute-force.js';
import { deleteIf, get, has, increment, op, remove, seen, set, take, touch, update } from './by-hand.js';
import { check } from '../../libs/kv-store/src/testing/linearizability/checker.js';
import type { Call } from '../../libs/kv-store/src/testing/linearizability/history.js';

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
  const operation = fc
    .record({
      call: fc.nat(12),
      lasts: fc.integer({ min: 1, max: 8 }),
      unknown: fc.nat(9),
      process: fc.constantFrom('p', 'q'),
      what: call,
    })
    .map(({ call: at, lasts, unknown, process, what }) => {
      const { output, ...asked } = { output: undefined, ...what };
      const isChange = !['get', 'has', 'getEntry'].includes(what.kind);
      // An unknown outcome is one without an answer.
      return isChange && unknown === 0
        ? op(at, Infinity, asked as Call, { process })
        : op(at, at + lasts, what, { process });
    });
  const history = fc
    .array(operation, { minLength: 1, maxLength: 5 })
    .map((operations) => operations.map((one, index) => ({ ...one, sequence: 100 * one.call + index })));

  it('says the same of thousands of small histories', () => {
    const found = { linearizable: 0, violation: 0, 'gave up': 0 };
    fc.assert(
      fc.property(history, (operations) => {
        const { verdict } = check(operations);
        expect(verdict).toBe(isLinearizable(operations) ? 'linearizable' : 'violation');
        if (operations.length > 2) found[verdict] += 1;
      }),
      { numRuns: 4_000 },
    );
    expect(found.linearizable).toBeGreaterThan(100);
    expect(found.violation).toBeGreaterThan(100);
  });
});
