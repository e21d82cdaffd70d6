import { describeCause } from '../../core/kv-error.js';
import { KvFault } from '../../core/kv-fault.js';
import { areCredentials } from './dynamodb.options.js';

/** Milliseconds. The SDK asks once for all requests: a function that never answers would hold up all that ever come. */
const longest = 10_000;

type Provider = (...options: never[]) => Promise<unknown>;

/** A user's function that gives credentials, whose failures are told from DynamoDB's: nothing was sent yet. */
export function guarded<P extends Provider>(provider: P): P {
  return (async (...options) => {
    const credentials = await inTime(provider, options);
    if (areCredentials(credentials)) return credentials;
    throw failed('gave something else', { name: 'CredentialsProviderError' });
  }) as P;
}

async function inTime(provider: Provider, options: never[]): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(tooLong());
    }, longest);
    // It holds up no process that is done.
    timer.unref();
  });
  try {
    return await Promise.race([timeIsUp, provider(...options)]);
  } catch (error) {
    throw error instanceof KvFault ? error : failed('threw an error', describeCause(error));
  } finally {
    clearTimeout(timer);
  }
}

function failed(how: string, cause: { name: string }): KvFault {
  return new KvFault(
    'PERMISSION_DENIED',
    `the function in option 'credentials' ${how} where credentials were due, so nothing was sent. It is asked again ` +
      'by the next call.',
    { cause },
  );
}

function tooLong(): KvFault {
  return new KvFault(
    'UNAVAILABLE',
    `the function in option 'credentials' gave none within ${String(longest)} ms, so nothing was sent. It is asked ` +
      'again by the next call.',
    { cause: { name: 'CredentialsProviderError' } },
  );
}
