import { inspect } from 'node:util';

/** All that loggers and serialisers make of an error, and of what hangs on it. */
export function shapesOf(error: unknown): string[] {
  const { failures = [] } = (error ?? {}) as { failures?: readonly unknown[] };
  return [
    String(error),
    String((error as Error | undefined)?.stack),
    JSON.stringify(error),
    // The answer that is found first by who asks how to serialise an error.
    JSON.stringify(error, Object.getOwnPropertyNames(Object(error))),
    inspect(error, { depth: Infinity, getters: true }),
    inspect(error, { depth: Infinity, showHidden: true }),
    inspect(cloned(error), { depth: Infinity }),
    JSON.stringify(asLoggersDo(error)),
    // Each of them may be logged by itself.
    ...failures.flatMap(shapesOf),
  ];
}

function cloned(error: unknown): unknown {
  try {
    return structuredClone(error);
  } catch {
    return undefined;
  }
}

/** As pino does by default, and others alike: what every error has, then what `for … in` finds. */
function asLoggersDo(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error;
  const { name, message, stack, cause, errors } = error as AggregateError;
  const others: Record<string, unknown> = {};
  for (const property in error) others[property] = (error as Record<string, unknown>)[property];
  return {
    type: error.constructor.name,
    name,
    message,
    stack,
    cause: asLoggersDo(cause),
    ...(Array.isArray(errors) && { errors: errors.map(asLoggersDo) }),
    ...others,
  };
}
