import { describeCause, type KvErrorCode, type KvFailure, nameOf } from '../../core/kv-error.js';
import { NotConnected, Silent } from './errors.js';
import { replyCode } from './reply-code.js';

interface Meaning {
  readonly code: KvErrorCode;
  readonly message?: string;
}

/** What a server answers with in place of doing what it was asked. */
const replies: Readonly<Record<string, Meaning>> = {
  WRONGTYPE: {
    code: 'CORRUPT',
    message:
      'what is stored under the key is of another Redis type than string. Another program has written it.',
  },
  OOM: {
    code: 'EXHAUSTED',
    message: "the server has reached its 'maxmemory'. Remove entries, or give it more memory.",
  },
  NOAUTH: {
    code: 'PERMISSION_DENIED',
    message: "the server wants a password. Give option 'password', or one in the URL.",
  },
  WRONGPASS: {
    code: 'PERMISSION_DENIED',
    message: 'the server refused the user or the password. Check both, and that the user is enabled.',
  },
  NOPERM: {
    code: 'PERMISSION_DENIED',
    message:
      "the server's ACL does not allow this user the command or the key. The driver's guide lists what is needed.",
  },
  READONLY: {
    code: 'UNAVAILABLE',
    message: 'the server is a replica now, and takes no changes. Try again once the new master is known.',
  },
  LOADING: { code: 'UNAVAILABLE', message: 'the server is still loading its data. Try again in a moment.' },
  MASTERDOWN: {
    code: 'UNAVAILABLE',
    message: 'the server is a replica that has lost its master. Try again in a moment.',
  },
  CLUSTERDOWN: {
    code: 'UNAVAILABLE',
    message:
      'the cluster does not serve this key at the moment, as when a node has failed. Try again in a moment.',
  },
  MOVED: {
    code: 'UNAVAILABLE',
    message:
      "another node of the cluster has the key. Where it is no passing state, give option 'cluster' in place of 'url'.",
  },
  ASK: { code: 'UNAVAILABLE', message: 'the key is being moved to another node of the cluster. Try again.' },
  TRYAGAIN: {
    code: 'UNAVAILABLE',
    message: 'keys are being moved to another node of the cluster. Try again.',
  },
  NOREPLICAS: {
    code: 'UNAVAILABLE',
    message:
      "the server has fewer replicas than its 'min-replicas-to-write' asks for, so it takes no changes.",
  },
  MISCONF: {
    code: 'UNAVAILABLE',
    message: 'the server cannot save its data to disk, so it takes no changes. See its log.',
  },
  BUSY: {
    code: 'UNAVAILABLE',
    message: "the server is busy with another program's script. Try again later.",
  },
};

/** Of the client: nothing was sent. */
const unsent: ReadonlySet<string> = new Set([
  'The client is offline',
  'The client is closed',
  'Connection timeout',
  'All the root nodes are unavailable',
]);

/** Of Node: what ended a connection, or why there is none. */
const networkCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EACCES',
]);

/** Of the client: the connection was lost, so that nobody knows what came of what was sent on it. */
const lost: ReadonlySet<string> = new Set(['Socket closed unexpectedly', 'Disconnects client']);

/** What an error of the client, or of the server, means. */
export function classify(error: unknown): KvFailure {
  const { cause: why, message: text, code, syscall } = (error ?? {}) as Record<string, unknown>;
  if (error instanceof NotConnected) {
    return { code: 'UNAVAILABLE', ...(why !== undefined && classify(why)), outcome: 'none' };
  }
  const reply = replyCode(error);
  if (reply !== undefined) {
    const cause = { name: 'ErrorReply', code: reply };
    return { code: 'UNKNOWN', ...replies[reply], cause, outcome: 'none' };
  }
  const cause = { ...describeCause(error), name: classNameOf(error) };
  if (error instanceof Silent) {
    return { code: 'UNAVAILABLE', message: 'nothing came from the server any more.', cause };
  }
  if (typeof code === 'string' && certificate.test(code)) {
    const message = "the server's certificate was refused. Give option 'tls' the 'ca' that it is signed by.";
    return { code: 'UNAVAILABLE', message, cause, outcome: 'none', retryable: false };
  }
  if (unsent.has(String(text)) || syscall === 'connect' || syscall === 'getaddrinfo') {
    return { code: 'UNAVAILABLE', cause, outcome: 'none' };
  }
  const isNetwork = lost.has(String(text)) || networkCodes.has(String(code));
  return { code: isNetwork ? 'UNAVAILABLE' : 'UNKNOWN', cause };
}

const certificate = /CERT|UNABLE_TO_VERIFY|SELF_SIGNED/;

/** The client's errors are told apart by their classes, and not by a name of their own. */
function classNameOf(error: unknown): string {
  const { name } = ((error ?? {}) as { constructor?: { name?: unknown } }).constructor ?? {};
  return typeof name === 'string' && name !== 'Object' ? name : nameOf(error);
}
