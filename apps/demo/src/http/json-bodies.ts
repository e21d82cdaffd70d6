import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { BadRequestException, PayloadTooLargeException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';

type Next = (error?: unknown) => void;

const types = ['application/json', 'application/merge-patch+json'];

/**
 * Reads bodies of JSON, and refuses all others: Express passes over what it does not know, and would take a form, which
 * any page may send here in the name of whoever looks at it.
 */
export function readJsonBodies(app: NestExpressApplication): void {
  app.use(refuseOthers);
  app.useBodyParser('json', {
    type: types,
    // Above any value that DynamoDB can hold, so that the store says what is too large, and why.
    limit: '1mb',
    inflate: false,
    verify: refuseOtherEncodings,
  });
  app.use(explain);
}

function refuseOthers(
  request: IncomingMessage & { is: (types: string[]) => string | false | null },
  _response: ServerResponse,
  next: Next,
): void {
  const isEmpty = request.headers['content-length'] === '0';
  // Null where there is no body.
  if (isEmpty || request.is(types) !== false) next();
  else next(new UnsupportedMediaTypeException('The body must be JSON, with Content-Type: application/json.'));
}

/** What is not UTF-8 would be stored with other characters than were sent. */
function refuseOtherEncodings(_request: unknown, _response: unknown, body: Buffer, encoding: string): void {
  if (encoding !== 'utf-8' || !isUtf8(body)) throw new Error('not UTF-8');
}

const inUtf8 = () => new BadRequestException('The body must be JSON in UTF-8.');

/** By the `type` of an error of body-parser, whose own messages quote the body. */
const refusals: Readonly<Record<string, () => Error>> = {
  'entity.parse.failed': () => new BadRequestException('The body is no valid JSON object or array.'),
  'entity.verify.failed': inUtf8,
  'charset.unsupported': inUtf8,
  'encoding.unsupported': () =>
    new UnsupportedMediaTypeException('The body must not be compressed: no Content-Encoding is known here.'),
  'entity.too.large': () => new PayloadTooLargeException('The body is larger than 1 MB.'),
};

/** Express knows by its four parameters that it takes errors. */
function explain(error: { type?: string }, _request: unknown, _response: unknown, next: Next): void {
  next(refusals[error.type ?? '']?.() ?? error);
}
