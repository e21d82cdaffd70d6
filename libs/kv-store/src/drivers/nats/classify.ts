import { describeCause, type KvErrorCode, type KvFailure, nameOf } from '../../core/kv-error.js';
import { JetStreamError, NoAnswer, NoResponders, NotConnected } from './errors.js';

type Meaning = Pick<KvFailure, 'message' | 'retryable'> & { readonly code: KvErrorCode };

const full: Meaning = {
  code: 'EXHAUSTED',
  message:
    'the bucket has no room left. Remove entries, or raise its max_bytes or the limits of the account.',
};
const disabled: Meaning = {
  code: 'UNSUPPORTED',
  message:
    'the server or the account has no JetStream. Start the server with -js, or enable it for the account.',
};

/** By https://github.com/nats-io/nats-server/blob/main/server/errors.json. */
const refusals: Readonly<Record<number, Meaning>> = {
  10_023: {
    ...full,
    message: 'the servers have no resources left for JetStream. Raise its limits, or add servers.',
  },
  10_028: full,
  10_047: full,
  10_077: full,
  10_113: {
    code: 'INVALID_ARGUMENT',
    message: "the account wants buckets to say how large they may become. Give option 'maxBytes'.",
  },
  10_054: { code: 'TOO_LARGE', message: 'the value is larger than the bucket takes (its max_msg_size).' },
  10_039: disabled,
  10_076: disabled,
  10_059: {
    code: 'UNAVAILABLE',
    message: 'the bucket is not there any more. Start the application again to have it created.',
  },
  10_074: {
    code: 'INVALID_ARGUMENT',
    message:
      "one server alone keeps no replicas. Give option 'replicas' as many as the cluster has servers, or fewer.",
  },
  10_005: {
    code: 'UNAVAILABLE',
    message:
      "no servers of the cluster are fit to keep the bucket: too few for option 'replicas', or without room.",
  },
  10_008: {
    code: 'UNAVAILABLE',
    message: 'JetStream is not ready, as while a leader is being elected. Try again in a moment.',
  },
};

/** Of the client, by name: in another realm, as in jest, a class is another. */
const names: Readonly<Record<string, Meaning>> = {
  AuthorizationError: {
    code: 'PERMISSION_DENIED',
    message: "the server refused the user, the password or the token. Check those in option 'servers'.",
  },
  UserAuthenticationExpiredError: {
    code: 'PERMISSION_DENIED',
    message: 'what the user was authenticated by has expired. Renew it.',
  },
  PermissionViolationError: {
    code: 'PERMISSION_DENIED',
    message: "the user may not send this request. The driver's guide lists what must be allowed.",
  },
};

/** What an error of the client, or of the server, means. */
export function classify(error: unknown): KvFailure {
  const { cause: why } = (error ?? {}) as { cause?: unknown };
  if (error instanceof NotConnected) {
    const reason = classify(why);
    // One that is not known is that there is no connection.
    return { ...(reason.code === 'UNKNOWN' ? { code: 'UNAVAILABLE' } : reason), outcome: 'none' };
  }
  if (error instanceof NoAnswer) return { code: 'UNAVAILABLE', message: 'the connection was lost.' };
  if (error instanceof NoResponders) {
    return {
      code: 'UNAVAILABLE',
      message:
        'the bucket does not answer: its servers are down or elect a leader, or there is no JetStream. Try again in a moment.',
      outcome: 'none',
    };
  }
  if (error instanceof JetStreamError) return ofRefusal(error);
  const known = names[nameOf(error)];
  const { code } = { ...describeCause(error), ...describeCause(why) };
  const cause = { ...describeCause(error), ...(code !== undefined && { code }) };
  if (known) return { ...known, cause, outcome: 'none' };
  return { ...ofClient(error), cause };
}

function ofRefusal(error: JetStreamError): KvFailure {
  const { errCode, status } = error;
  const usual: Meaning = { code: status === 503 ? 'UNAVAILABLE' : 'UNKNOWN' };
  return {
    ...usual,
    ...refusals[errCode],
    cause: { name: error.name, code: error.code, status },
    outcome: 'none',
  };
}

const unreached = /^(connection refused|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_AGAIN|ECONN|timeout)/;
const certificate = /CERT|UNABLE_TO_VERIFY|SELF_SIGNED/;

function ofClient(error: unknown): KvFailure {
  const { message, code } = (error ?? {}) as { message?: unknown; code?: unknown };
  const name = nameOf(error);
  if (name === 'InvalidArgumentError' && String(message).includes('max_payload')) {
    return {
      code: 'TOO_LARGE',
      message: 'the value is larger than the server takes (its max_payload).',
      outcome: 'none',
    };
  }
  if (message === "server does not support 'tls'") {
    const sentence = "the server speaks no TLS. Give 'nats://' in option 'servers' in place of 'tls://'.";
    return { code: 'INVALID_ARGUMENT', message: sentence, outcome: 'none' };
  }
  if (certificate.test(String(code))) {
    const sentence =
      "the server's certificate was refused. Give option 'clientConfig' { tls: { ca } } of who has signed it.";
    return { code: 'UNAVAILABLE', message: sentence, outcome: 'none', retryable: false };
  }
  if (name === 'ClosedConnectionError' || name === 'DrainingConnectionError') {
    return { code: 'UNAVAILABLE', message: 'the connection is closed.', outcome: 'none' };
  }
  const isNetwork = unreached.test(String(code)) || unreached.test(String(message));
  return isNetwork || name === 'TimeoutError'
    ? { code: 'UNAVAILABLE', outcome: 'none' }
    : { code: 'UNKNOWN' };
}
