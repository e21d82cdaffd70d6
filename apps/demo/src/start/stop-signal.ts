/** Aborted when someone asks this process to end. Later signals change nothing: the end is under way. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      controller.abort(new Error(`stopped by ${signal}`));
    });
  }
  return controller.signal;
}

/** Resolves when `stop` is aborted. */
export function stopped(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve();
    else
      stop.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
}

/** Settles as `work` does, but rejects at once when `stop` is aborted first. */
export function orStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  const cutOff = stopped(stop).then((): never => {
    throw stop.reason as Error;
  });
  return Promise.race([work, cutOff]);
}
