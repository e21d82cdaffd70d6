import fc from 'fast-check';

import { quickRetries, startStub } from '../../support/stub-dynamodb/index.js';
import { amount } from '../amount.js';
import { moves } from './random/moves.js';
import { expectTruth } from './random/truth.js';
import { waves } from './random/waves.js';

jest.setTimeout(600_000);

/** `FAULTS_SEED=… FAULTS_PATH=…` repeats a failure. */
const { FAULTS_SEED: seed, FAULTS_PATH: path } = process.env;

it('whatever DynamoDB refuses, leaves undone or loses, each call says what became of its changes', async () => {
  const stub = await startStub();
  try {
    // Each begins with the SDK's whole quota of retries.
    const property = fc.asyncProperty(waves, moves, async (calls, fates) =>
      expectTruth(stub, calls, fates, await quickRetries()),
    );
    await fc.assert(property, {
      numRuns: amount(600),
      ...(seed !== undefined && { seed: Number(seed) }),
      ...(path !== undefined && { path }),
    });
  } finally {
    await stub.stop();
  }
});
