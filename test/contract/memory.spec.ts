import { createKvStore, type OpenKvStore } from 'nestjs-kv-store';
import { createTestKvStore } from 'nestjs-kv-store/testing';

import { describeContract } from './contract.js';

describe("driver 'memory'", () => {
  let kv: OpenKvStore;
  describeContract(
    async (clock) => (kv = await createKvStore({ driver: 'memory', clock })),
    () => kv.close(),
  );
});

describe('the test store', () => {
  describeContract((clock) => Promise.resolve(createTestKvStore({ clock })));
});
