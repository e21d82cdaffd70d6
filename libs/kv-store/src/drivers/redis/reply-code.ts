/**
 * The code that begins an error which the server answered with, as `WRONGTYPE`; undefined where the error is none of
 * the server's. Not by its class: a client that is handed in may come from another copy of the package.
 */
export function replyCode(error: unknown): string | undefined {
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === 'string' ? /^-?([A-Z][A-Z0-9]{2,})(?= |$)/.exec(message)?.[1] : undefined;
}
