import { endpointOf, type ServerKind, skippedOf } from './servers/server.js';

type Kind = Pick<ServerKind, 'variable'>;

/** Where the shared server is. */
export function endpointTo(kind: Kind): string {
  const endpoint = process.env[endpointOf(kind)];
  if (!endpoint) throw new Error(`${endpointOf(kind)} is not set.`);
  return endpoint;
}

/** A `describe` that needs a server. Without it, it is one skipped test that says why, and under CI a failed one. */
export function describeWith(kind: Kind, name: string, tests: () => void): void {
  // eslint-disable-next-line jest/valid-title -- The name is that of the caller's tests.
  describe(name, () => {
    if (process.env[endpointOf(kind)]) {
      tests();
      return;
    }
    const reason =
      process.env[skippedOf(kind)] ?? `the global set-up has not run, and ${endpointOf(kind)} is not set`;
    if (process.env['CI']) throw new Error(`Tests must not be skipped here, but ${reason}.`);
    // eslint-disable-next-line jest/no-disabled-tests, jest/expect-expect -- The run has said so at its start.
    it.skip(`SKIPPED: ${reason}`, () => undefined);
  });
}
