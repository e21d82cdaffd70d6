import { describeCause, type KvErrorCause } from '../../core/kv-error.js';
import { within } from '../../core/within.js';
import { areCredentials } from './dynamodb.options.js';

/** Milliseconds. The SDK asks once for all requests: a function that never answers would hold up all that ever come. */
const longest = 10_000;

type Provider = (...options: never[]) => Promise<unknown>;

/** What a user's function that gives credentials did instead. It is no failure of DynamoDB's: nothing was sent. */
export class CredentialsFailure extends Error {
  constructor(
    readonly code: 'PERMISSION_DENIED' | 'UNAVAILABLE',
    what: string,
    /** The function's own error. */
    readonly origin: KvErrorCause,
  ) {
    super(
      `the function in option 'credentials' ${what}, so nothing was sent. It is asked again by the next call.`,
    );
    this.name = 'CredentialsFailure';
  }
}

/** Whose failures are told from those of DynamoDB. */
export function watchedProvider<P extends Provider>(provider: P): P {
  return (async (...options) => {
    const credentials = await inTime(provider, options);
    if (areCredentials(credentials)) return credentials;
    throw new CredentialsFailure('PERMISSION_DENIED', 'gave something else than credentials', {
      name: 'CredentialsFailure',
    });
  }) as P;
}

async function inTime(provider: Provider, options: never[]): Promise<unknown> {
  const tooLate = () =>
    new CredentialsFailure('UNAVAILABLE', `gave none within ${String(longest)} ms`, { name: 'TimeoutError' });
  try {
    return await within(longest, provider(...options), tooLate);
  } catch (error) {
    if (error instanceof CredentialsFailure) throw error;
    throw new CredentialsFailure('PERMISSION_DENIED', 'threw an error', describeCause(error));
  }
}
