import { STATUS_CODES } from 'node:http';

import { applyDecorators } from '@nestjs/common';
import { ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';

import { ErrorBody } from './error-body.js';

/** Documents a request that is not valid. `message` is an example of what the answer says. */
export const ApiInvalid = (message: string) =>
  ApiResponse(errorResponse(400, 'The request is not valid.', [message]));

export const ApiNotFound = (message: string) => ApiResponse(errorResponse(404, message, message));

export const ApiConflict = (description: string, message: string) =>
  ApiResponse(errorResponse(409, description, message));

export const ApiPreconditionFailed = (message: string) =>
  ApiResponse(errorResponse(412, 'What If-Match or If-None-Match asks for does not hold.', message));

export const ApiTooLarge = (description: string, message: string) =>
  ApiResponse(errorResponse(413, description, message));

export const ApiUnsupportedMediaType = () =>
  ApiResponse(
    errorResponse(
      415,
      'The body is of another type.',
      'The body must be JSON, with Content-Type: application/json.',
    ),
  );

const retryAfter = {
  description: 'Seconds until another try may succeed.',
  schema: { type: 'integer' },
} as const;

export const ApiTooManyRequests = () =>
  ApiResponse({
    ...errorResponse(
      429,
      'The client has made too many requests.',
      'This client has made too many requests. Try again in 12 s.',
    ),
    headers: { 'Retry-After': retryAfter },
  });

/** Documents what any call of the store may come to. */
export const ApiStoreErrors = () =>
  applyDecorators(
    ApiResponse(errorResponse(500, 'The store failed.', 'The store failed.')),
    ApiResponse({
      ...errorResponse(
        503,
        'The store cannot serve.',
        'The store cannot serve at the moment. Try again later.',
      ),
      headers: { 'Retry-After': retryAfter },
    }),
    ApiResponse(errorResponse(504, 'The store did not answer in time.', 'The store did not answer in time.')),
  );

function errorResponse(
  statusCode: number,
  description: string,
  message: string | string[],
): ApiResponseOptions {
  const example = { statusCode, error: STATUS_CODES[statusCode], message };
  return { status: statusCode, description, type: ErrorBody, example };
}
