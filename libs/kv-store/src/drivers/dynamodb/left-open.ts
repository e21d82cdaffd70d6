const errors = new WeakSet<object>();

/** Notes that nobody knows whether the change that failed with `error` was made. */
export function leaveOpen(error: unknown): void {
  if (typeof error === 'object' && error !== null) errors.add(error);
}

export function isLeftOpen(error: unknown): boolean {
  return typeof error === 'object' && error !== null && errors.has(error);
}
