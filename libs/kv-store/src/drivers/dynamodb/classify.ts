import type { KvErrorCode, KvFailure } from '../../core/kv-error.js';
import { describeCause } from '../../core/kv-error.js';
import { CredentialsFailure } from './credentials.js';
import { verdictOf } from './verdict.js';

const byName: Readonly<Record<string, KvErrorCode>> = {
  ProvisionedThroughputExceededException: 'THROTTLED',
  ThrottlingException: 'THROTTLED',
  RequestLimitExceeded: 'THROTTLED',
  LimitExceededException: 'THROTTLED',
  ItemCollectionSizeLimitExceededException: 'EXHAUSTED',
  TransactionConflictException: 'CONFLICT',
  ReplicatedWriteConflictException: 'CONFLICT',
  AccessDeniedException: 'PERMISSION_DENIED',
  UnrecognizedClientException: 'PERMISSION_DENIED',
  InvalidSignatureException: 'PERMISSION_DENIED',
  IncompleteSignatureException: 'PERMISSION_DENIED',
  MissingAuthenticationTokenException: 'PERMISSION_DENIED',
  MissingAuthenticationToken: 'PERMISSION_DENIED',
  InvalidClientTokenId: 'PERMISSION_DENIED',
  ExpiredTokenException: 'PERMISSION_DENIED',
  ExpiredToken: 'PERMISSION_DENIED',
  AccessDenied: 'PERMISSION_DENIED',
  NotAuthorized: 'PERMISSION_DENIED',
  InvalidIdentityToken: 'PERMISSION_DENIED',
  TokenProviderError: 'PERMISSION_DENIED',
  RequestTimeTooSkewed: 'PERMISSION_DENIED',
  KMSAccessDeniedException: 'PERMISSION_DENIED',
  CredentialsProviderError: 'PERMISSION_DENIED',
  ResourceNotFoundException: 'UNAVAILABLE',
  ResourceInUseException: 'UNAVAILABLE',
  InternalServerError: 'UNAVAILABLE',
  InternalFailure: 'UNAVAILABLE',
  ServiceUnavailable: 'UNAVAILABLE',
  ServiceUnavailableException: 'UNAVAILABLE',
  RequestTimeout: 'UNAVAILABLE',
  TimeoutError: 'UNAVAILABLE',
  // What Node throws when it reached none of a host's addresses.
  AggregateError: 'UNAVAILABLE',
  ValidationException: 'INVALID_ARGUMENT',
  AbortError: 'ABORTED',
};

/** Sentences that say more than the code does. */
const advice: Readonly<Record<string, string>> = {
  ResourceNotFoundException:
    "the table does not exist in this region or at this endpoint. Was it deleted? Check options 'table', 'region' " +
    "and 'endpoint'.",
  CredentialsProviderError:
    "the AWS SDK found no credentials. Give option 'credentials', set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, " +
    'or run with a role. DynamoDB Local takes any.',
  UnrecognizedClientException:
    'AWS does not know these credentials. Check that they are current and of this account.',
  InvalidSignatureException:
    "AWS refused the request's signature. Check the secret access key, and that this machine's clock is right.",
  ExpiredTokenException: 'the credentials have expired. Get new ones.',
  ValidationException:
    "DynamoDB refused the request as not valid for this table. Its key must be as options 'primaryKey' and " +
    "'attributes' say, of type S: the partition key alone, or where 'primaryKey' is 'composite' a sort key, too.",
};

const networkCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPROTO',
]);

/** What an error of the AWS SDK means. */
export function classify(error: unknown): KvFailure {
  const outcome = verdictOf(error) === 'unknown' ? 'unknown' : 'none';
  if (error instanceof CredentialsFailure) {
    const { code, message, origin } = error;
    return { code, message, cause: origin, outcome };
  }
  const { $metadata, message: text = '' } = (error ?? {}) as {
    $metadata?: { httpStatusCode?: number; requestId?: string };
    message?: string;
  };
  const status = $metadata?.httpStatusCode;
  const cause = {
    ...describeCause(error),
    ...unwrap(text),
    ...(status !== undefined && { status }),
    ...($metadata?.requestId !== undefined && { requestId: $metadata.requestId }),
  };
  const { name } = cause;
  if (name === 'ValidationException' && /item size/i.test(text)) return { code: 'TOO_LARGE', cause };
  const code = codeOf(name, cause.code, status);
  const message =
    name === 'AccessDeniedException'
      ? denied(text)
      : (advice[name] ?? (isForeign(name, status) ? foreignAnswer : undefined));
  return {
    code,
    cause,
    ...(message !== undefined && { message }),
    outcome,
    // A missing table does not come back by itself.
    ...(name === 'ResourceNotFoundException' && { retryable: false }),
  };
}

/** AWS says which action it denies: `… is not authorized to perform: dynamodb:GetItem on resource: …`. */
function denied(text: string): string {
  const [, action = 'this operation'] =
    /authorized to perform: (dynamodb:[A-Za-z]{1,40}) on /.exec(text) ?? [];
  return (
    `the policy of these credentials does not allow ${action} on the table. The guide to DynamoDB in production lists ` +
    'what is needed.'
  );
}

function codeOf(name: string, networkCode: string | undefined, status = 0): KvErrorCode {
  const known = byName[name];
  if (known) return known;
  if (status === 429) return 'THROTTLED';
  return isNetwork(networkCode) || status >= 500 || isForeign(name, status) ? 'UNAVAILABLE' : 'UNKNOWN';
}

/** What the SDK could not read is no answer of DynamoDB's, whose errors all have a name. */
function isForeign(name: string, status = 0): boolean {
  return (
    name === 'EmptyAnswerError' || (status > 0 && (name === 'SyntaxError' || (status < 400 && !byName[name])))
  );
}

const foreignAnswer =
  "the answer was none of DynamoDB's. Check option 'endpoint', and what stands between it and this process, such as a " +
  'proxy or a load balancer.';

function isNetwork(code: string | undefined): boolean {
  return code !== undefined && networkCodes.has(code);
}

/**
 * The SDK wraps what its request handler throws where that is an error of another realm, as Node's own are in jest,
 * and keeps only the text: `AWS SDK error wrapper for Error: connect ECONNREFUSED 127.0.0.1:8000`.
 */
function unwrap(text: string): { name?: string; code?: string } {
  const wrapped = /^AWS SDK error wrapper for (\w+)/.exec(text)?.[1];
  if (wrapped === undefined) return {};
  const code =
    [...networkCodes].find((one) => text.includes(one)) ??
    (text.includes('Error: aborted') ? 'ECONNRESET' : undefined);
  return { name: wrapped, ...(code !== undefined && { code }) };
}
