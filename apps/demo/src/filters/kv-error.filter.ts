import { STATUS_CODES } from 'node:http';

import { type ArgumentsHost, Catch, HttpException } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { KvError, type KvErrorCode } from 'nestjs-kv-store';

const statusOf: Readonly<Record<KvErrorCode, number>> = {
  NOT_FOUND: 404,
  INVALID_ARGUMENT: 400,
  TOO_LARGE: 413,
  CONFLICT: 409,
  THROTTLED: 503,
  EXHAUSTED: 503,
  UNAVAILABLE: 503,
  CLOSED: 503,
  // Only a client that has gone away, or a shutdown, aborts a call of this application.
  ABORTED: 503,
  TIMEOUT: 504,
  PERMISSION_DENIED: 500,
  CORRUPT: 500,
  UNSUPPORTED: 500,
  UNKNOWN: 500,
};

/** What clients may know of a failure that is not theirs; the store has logged the rest. */
const sentenceOf: Readonly<Record<number, string>> = {
  500: 'The store failed.',
  503: 'The store cannot serve at the moment. Try again later.',
  504: 'The store did not answer in time.',
};

/** Answers a request that failed with a `KvError` in the shape of Nest's own error responses. */
@Catch(KvError)
export class KvErrorFilter extends BaseExceptionFilter {
  override catch(error: KvError, host: ArgumentsHost): void {
    const status = statusOf[error.code];
    if (status === 503 && error.retryable) {
      this.httpAdapterHost?.httpAdapter.setHeader(host.switchToHttp().getResponse(), 'Retry-After', '1');
    }
    const body = HttpException.createBody(messageFor(error, status), STATUS_CODES[status] ?? '', status);
    super.catch(new HttpException(body, status), host);
  }
}

function messageFor(error: KvError, status: number): string {
  const message = sentenceOf[status] ?? error.reason.charAt(0).toUpperCase() + error.reason.slice(1);
  return error.outcome === 'unknown' ? `${message} The change may or may not have been made.` : message;
}
