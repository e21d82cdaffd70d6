// When calls come that nobody has arranged: independent of each other, so many a second on average.

/** Milliseconds from the start, in order, over so many milliseconds, and one at the least; the same for the same seed. */
export function arrivals({ seed, rate, milliseconds }) {
  const random = generator(seed);
  // The gaps of a Poisson process are exponentially distributed.
  const due = [gap()];
  for (let at = due[0] + gap(); at < milliseconds; at += gap()) due.push(at);
  return due;

  function gap() {
    return (-Math.log(1 - random()) / rate) * 1_000;
  }
}

/** Mulberry32. `Math.random` takes no seed. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
