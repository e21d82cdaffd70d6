const startedAt = performance.now();

/** What is going on, on stderr, with the seconds since the start. */
export function say(what) {
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  process.stderr.write(`${String(seconds).padStart(4)} s  ${what}\n`);
}
