// One block: so many callers, each awaiting its answer before it asks again, for so many milliseconds.

/**
 * What a block took of this process. `sizes` has one number for each caller: how many keys it asks for at a time. One
 * is asked for by `get` and `set`, more by `getMany` and `setMany`. Throws where a value is not the one last written.
 */
export async function measure(store, entries, { operation, sizes, milliseconds }) {
  const block = { entries, running: true, operations: 0, written: [] };
  const slots = sizes.reduce((sum, size) => sum + size, 0);
  const draw = (slot) => entries.draw(slot, slots);
  const callerOf = (size, index) => {
    const first = sizes.slice(0, index).reduce((sum, other) => sum + other, 0);
    if (size === 1) return singles[operation](store, block, () => draw(first));
    const own = Array.from({ length: size }, (_, offset) => first + offset);
    return batches[operation](store, block, () => own.map(draw));
  };

  // Without globalThis.gc() before it: that throws away compiled code as well, so that the AWS SDK's requests would take
  // twice the time that they take in a program that runs on.
  setTimeout(() => (block.running = false), milliseconds);
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  await Promise.all(sizes.map(callerOf));
  const { user, system } = process.cpuUsage(cpuBefore);
  const elapsed = performance.now() - startedAt;
  const { operations, written } = block;
  return {
    written,
    operations,
    cpu: (user + system) / operations,
    perSecond: (operations / elapsed) * 1_000,
  };
}

const singles = {
  async get(store, block, draw) {
    const { keys } = block.entries;
    while (block.running) {
      const index = draw();
      check(await store.get(keys[index]), index, block.entries);
      block.operations += 1;
    }
  },
  async set(store, block, draw) {
    const { keys } = block.entries;
    while (block.running) {
      const index = draw();
      await store.set(keys[index], block.entries.renew(index));
      block.written.push(index);
      block.operations += 1;
    }
  },
};

const batches = {
  async get(store, block, draw) {
    const { keys } = block.entries;
    while (block.running) {
      const indices = draw();
      const values = await store.getMany(indices.map((index) => keys[index]));
      indices.forEach((index, at) => check(values[at], index, block.entries));
      block.operations += indices.length;
    }
  },
  async set(store, block, draw) {
    const { keys } = block.entries;
    while (block.running) {
      const indices = draw();
      await store.setMany(indices.map((index) => [keys[index], block.entries.renew(index)]));
      block.written.push(...indices);
      block.operations += indices.length;
    }
  },
};

function check(value, index, { keys, values }) {
  if (value !== values[index]) throw new Error(`${keys[index]} is not what was last written.`);
}

/** Checks a sample of what a block has `written`; the gets of later blocks check the others. */
export async function readBack(store, entries, written) {
  for (let sample = 0; sample < Math.min(20, written.length); sample += 1) {
    const index = written[Math.floor(Math.random() * written.length)];
    const key = entries.keys[index];
    check(store.get ? await store.get(key) : (await store.getMany([key]))[0], index, entries);
  }
}

/** Writes every entry once, a hundred side by side. */
export async function fill(store, entries) {
  const indices = entries.keys.map((_, index) => index);
  while (indices.length > 0) {
    const pairs = indices.splice(0, 100).map((index) => [entries.keys[index], entries.renew(index)]);
    const batchesOf25 = [0, 25, 50, 75].map((from) => pairs.slice(from, from + 25));
    await Promise.all(
      store.set
        ? pairs.map(([key, value]) => store.set(key, value))
        : batchesOf25.map((batch) => store.setMany(batch)),
    );
  }
}
