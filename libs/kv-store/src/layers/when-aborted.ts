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
    signal.addEventListener('abort', listener, { once: true });
    waiting.set(signal, entry);
  }
  const { then: all, listener } = entry;
  all.add(then);
  return () => {
    // A call may take back twice: at its deadline, and when its work ends.
    if (!all.delete(then) || all.size > 0) return;
    waiting.delete(signal);
    try {
      signal.removeEventListener('abort', listener);
    } catch {
      // A signal of somebody's own making: no reason to leave the call without its answer.
    }
  };
}
