// One block: so many callers, each awaiting its answer before it asks again, for so many milliseconds.

/** How many of the entries last written are kept to be read back. */
const kept = 64;
/** Calls from one look at the clock to the next. In-memory stores never let a timer fire. */
const callsPerLook = 256;

/**
 * What a block took of this process. `sizes` has one number for each caller: how many keys it asks for at a time. One
 * is asked for by `get` and `set`, more by `getMany` and `setMany`. Throws where a value is not the one last written.
 */
export async function measure(store, entries, { operation, sizes, milliseconds, ttl }) {
  const slots = sizes.reduce((sum, size) => sum + size, 0);
  const block = new Block(store, entries, { slots, ttl });
  const callerOf = (size, index) => {
    const first = sizes.slice(0, index).reduce((sum, other) => sum + other, 0);
    if (size === 1) return singles[operation](block, first);
    const own = Array.from({ length: size }, (_, offset) => first + offset);
    return batches[operation](block, own);
  };

  // Without globalThis.gc() before it: that throws away compiled code as well, so that the AWS SDK's requests would take
  // twice the time that they take in a program that runs on.
  const cpuBefore = process.cpuUsage();
  block.start(milliseconds);
  await Promise.all(sizes.map(callerOf));
  const { user, system } = process.cpuUsage(cpuBefore);
  return { ...block.end(user + system), written: block.written };
}

/** Kept small, for in-memory stores answer a million times a second. */
class Block {
  running = true;
  operations = 0;
  written = [];
  #writes = 0;
  #slots;
  #startedAt;
  #endsAt;
  #timer;

  constructor(store, entries, { slots, ttl }) {
    this.store = store;
    this.entries = entries;
    this.ttl = ttl;
    this.#slots = slots;
  }

  start(milliseconds) {
    this.#timer = setTimeout(() => (this.running = false), milliseconds);
    this.#startedAt = performance.now();
    this.#endsAt = this.#startedAt + milliseconds;
  }

  end(cpu) {
    clearTimeout(this.#timer);
    const { operations } = this;
    const seconds = (performance.now() - this.#startedAt) / 1_000;
    return { operations, cpu: cpu / operations, perSecond: operations / seconds };
  }

  draw(slot) {
    return this.entries.draw(slot, this.#slots);
  }

  check(value, index) {
    if (value !== this.entries.values[index])
      throw new Error(`${this.entries.keys[index]} is not what was last written.`);
    this.#count(1);
  }

  wrote(index) {
    this.written[this.#writes % kept] = index;
    this.#writes += 1;
    this.#count(1);
  }

  #count(calls) {
    this.operations += calls;
    if (this.operations % callsPerLook === 0 && performance.now() > this.#endsAt) this.running = false;
  }
}

async function get(block, slot) {
  const { store } = block;
  const { keys } = block.entries;
  while (block.running) {
    const index = block.draw(slot);
    block.check(await store.get(keys[index]), index);
  }
}

async function set(block, slot, ttl) {
  const { store } = block;
  const { keys } = block.entries;
  while (block.running) {
    const index = block.draw(slot);
    await store.set(keys[index], block.entries.renew(index), ttl);
    block.wrote(index);
  }
}

const singles = {
  get,
  set: (block, slot) => set(block, slot),
  'set with ttl': (block, slot) => set(block, slot, block.ttl),
  async '90/10'(block, slot) {
    const { store } = block;
    const { keys } = block.entries;
    while (block.running) {
      const index = block.draw(slot);
      if (Math.random() < 0.9) {
        block.check(await store.get(keys[index]), index);
      } else {
        await store.set(keys[index], block.entries.renew(index));
        block.wrote(index);
      }
    }
  },
  async 'hot key'(block) {
    const { store } = block;
    const [key] = block.entries.keys;
    while (block.running) block.check(await store.get(key), 0);
  },
};

async function getMany(block, slots) {
  const { store } = block;
  const { keys } = block.entries;
  while (block.running) {
    const indices = slots.map((slot) => block.draw(slot));
    const values = await store.getMany(indices.map((index) => keys[index]));
    for (let at = 0; at < indices.length; at += 1) block.check(values[at], indices[at]);
  }
}

async function setMany(block, slots, ttl) {
  const { store } = block;
  const { keys } = block.entries;
  while (block.running) {
    const indices = slots.map((slot) => block.draw(slot));
    await store.setMany(
      indices.map((index) => [keys[index], block.entries.renew(index)]),
      ttl,
    );
    for (const index of indices) block.wrote(index);
  }
}

const batches = {
  get: getMany,
  getMany,
  set: (block, slots) => setMany(block, slots),
  'set with ttl': (block, slots) => setMany(block, slots, block.ttl),
};

/** Checks some of what a block has `written`; the gets of later blocks check the others. */
export async function readBack(store, entries, written) {
  for (const index of written.slice(0, 20)) {
    const key = entries.keys[index];
    const value = store.get ? await store.get(key) : (await store.getMany([key]))[0];
    if (value !== entries.values[index]) throw new Error(`${key} is not what was last written.`);
  }
}

/** Writes every entry once, some side by side. */
export async function fill(store, entries) {
  const indices = entries.keys.map((_, index) => index);
  while (indices.length > 0) {
    const pairs = indices.splice(0, 25).map((index) => [entries.keys[index], entries.renew(index)]);
    if (store.set) await Promise.all(pairs.map(([key, value]) => store.set(key, value)));
    else await store.setMany(pairs);
  }
}
