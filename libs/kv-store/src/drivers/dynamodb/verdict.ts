import { nameOf } from '../../core/kv-error.js';
import { isFollowed, isLeftOpen } from './left-open.js';

/** What a failure says of a change that was sent once. */
export type Verdict =
  /** It was not made, and would not be if it were sent again. */
  | 'refused'
  /** It was not made for now: DynamoDB had no room for it, or another change was in the way. */
  | 'busy'
  /** It was not made, for it reached nobody who would make it. */
  | 'unreached'
  /** It may have been made, or may yet be. */
  | 'unknown';

export function verdictOf(error: unknown): Verdict {
  const name = nameOf(error);
  const { $metadata: metadata } = (error ?? {}) as { $metadata?: Metadata };
  if (isLeftOpen(error)) return 'unknown';
  // Sent more than once, as the SDK does with plain writes: what came of the earlier attempts may not be known.
  if ((metadata?.attempts ?? 1) > 1 && !isFollowed(error)) return 'unknown';
  const status = metadata?.httpStatusCode ?? 0;
  if (busy.has(name) || status === 429) return 'busy';
  if (isConnecting(error)) return 'unreached';
  if (isRefusal(status)) return isForItsTime(error, metadata) ? 'unreached' : 'refused';
  return unsigned.has(name) ? 'refused' : 'unknown';
}

interface Metadata {
  httpStatusCode?: number;
  attempts?: number;
  clockSkewCorrected?: boolean;
}

const busy: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TransactionConflictException',
  'ReplicatedWriteConflictException',
]);

/**
 * Whether a signature was refused for the time in it, which the SDK has since put right. Of a clock that is off it says
 * so by a flag, which it sets on all errors, also on a condition that did not hold; of one that is right again not at
 * all.
 */
function isForItsTime(error: unknown, metadata: Metadata | undefined): boolean {
  if (!ofSignatures.has(nameOf(error))) return false;
  const { message } = error as { message?: unknown };
  return (
    metadata?.clockSkewCorrected === true || /^Signature (expired|not yet current)/.test(String(message))
  );
}

const ofSignatures: ReadonlySet<string> = new Set([
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'RequestTimeTooSkewed',
  'RequestExpired',
  'RequestInTheFuture',
  'AuthFailure',
]);

/** Without credentials nothing is sent. */
const unsigned: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'CredentialsFailure',
]);

function isRefusal(status: number): boolean {
  const requestTimeout = 408;
  return status >= 400 && status < 500 && status !== requestTimeout;
}

/** Whether there was no connection to send anything on. */
function isConnecting(error: unknown): boolean {
  const { errors, syscall, message } = (error ?? {}) as {
    errors?: unknown;
    syscall?: unknown;
    message?: unknown;
  };
  // One for each address of the host.
  if (Array.isArray(errors)) return errors.length > 0 && errors.every(isConnecting);
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
  // The SDK's own time limit for connecting has no code.
  return nameOf(error) === 'TimeoutError' && /establish(ing)? a connection/.test(String(message));
}
