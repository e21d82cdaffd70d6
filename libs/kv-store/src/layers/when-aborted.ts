/** Who waits for each signal: one listener serves them all, since Node takes more than ten for a leak. */
const waiting = new WeakMap<AbortSignal, { then: Set<() => void>; listener: () => void }>();

/** Calls `then` when `signal` is aborted. Gives what takes that back. */
export function whenAborted(signal: AbortSignal, then: () => void): () => void {
  let entry = waiting.get(signal);
  if (!entry) {
    const all = new Set<() => void>();
    const listener = () => {
      waiting.delete(signal);
      for (const one of [...all]) one();
    };
    entry = { then: all, listener };
    waiting.set(signal, entry);
    signal.addEventListener('abort', listener, { once: true });
  }
  const { then: all, listener } = entry;
  all.add(then);
  return () => {
    // A call may take back twice: at its deadline, and when its work ends.
    if (!all.delete(then) || all.size > 0) return;
    waiting.delete(signal);
    signal.removeEventListener('abort', listener);
  };
}
