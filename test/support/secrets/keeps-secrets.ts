import type { KvStoreOptions } from 'nestjs-kv-store';
import type { KvDriverSuite } from 'nestjs-kv-store/testing';

import { runSuite } from '../../conformance/run-suite.js';
import { amount, isShort } from '../../faults/amount.js';
import { expectToWithstand, type Trouble } from '../faults/under-fault.js';
import type { Recording } from './recording.js';
import { record } from './record.js';

/** Those of the suite in which most goes wrong. */
const inShort = /> through the full stack > (arguments|errors|limits|views) >/;

/** Runs the conformance suite, the comparison with the model and the histories included, with marked keys and values. */
export async function expectSuiteToKeepSecrets(suite: Omit<KvDriverSuite, 'runner'>): Promise<void> {
  let passed = 0;
  const recording = await record(async () => {
    const report = await runSuite(suite, isShort ? inShort : /./, 60_000);
    // What fails was not seen through to its end.
    expect(report.failed).toEqual([]);
    passed = report.passed.length;
  });
  expect(passed).toBeGreaterThan(isShort ? 100 : 400);
  expect(Object.keys(recording.amounts)).toEqual(expect.arrayContaining(['health', 'log']));
  expectNoLeaks(recording, {
    calls: isShort ? 500 : 5_000,
    errors: { INVALID_ARGUMENT: amount(1_000), TOO_LARGE: amount(50), CORRUPT: 5, NOT_FOUND: 1 },
  });
}

export interface AtLeast {
  readonly calls: number;
  readonly errors: Readonly<Record<string, number>>;
}

/** @param atLeast What must have been recorded, so that to find nothing says something. */
export function expectNoLeaks(recording: Recording, atLeast: AtLeast): void {
  if (process.env['FAULTS_REPORT']) {
    const { calls, errors, secrets, amounts } = recording;
    process.stderr.write(
      `${JSON.stringify({ calls, secrets, errors: Object.fromEntries(errors), amounts })}\n`,
    );
  }
  const few = Object.entries(atLeast.errors).filter(
    ([code, count]) => (recording.errors.get(code) ?? 0) < count,
  );
  expect(few).toEqual([]);
  expect(recording.calls).toBeGreaterThanOrEqual(atLeast.calls);
  expect(recording.secrets).toBeGreaterThan(atLeast.calls / 20);
  const channels = ['errors', 'observers', 'metrics', 'traces'];
  expect(Object.keys(recording.amounts)).toEqual(expect.arrayContaining(channels));
  expect(recording.leaks()).toEqual({});
}

/** Does the same under faults, with two stores and many callers at a time: see test/faults/network. */
export async function expectTroublesToKeepSecrets(
  troubles: readonly Trouble[],
  options: KvStoreOptions,
): Promise<void> {
  const recording = await record(async () => {
    for (const trouble of troubles) await expectToWithstand(trouble, options, { back: 10_000 });
  });
  expectNoLeaks(recording, { calls: 200, errors: { UNAVAILABLE: 30 } });
}
