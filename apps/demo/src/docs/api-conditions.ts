import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';

const etag = { type: 'string', example: '"9b2f6c1e-5d0a-4c0b-8a63-0f4f3c1d2e7a"' } as const;

/** For `headers` of a response. */
export const etagHeader = (description = 'Names this state of it, for If-Match and If-None-Match.') => ({
  ETag: { description, schema: etag },
});

export const ApiIfMatch = () =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description:
      "The change is made only if the ETag is still this one, or one of a list; by '*' only if it exists.",
    schema: etag,
  });

/** For what may make something new. */
export const ApiIfMatchOrNone = () =>
  applyDecorators(
    ApiIfMatch(),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: "By '*' the change is made only if there is none yet.",
      schema: { type: 'string', enum: ['*'] },
    }),
  );

/** For reads, which Express answers by the ETag. */
export const ApiIfNoneMatch = () =>
  ApiHeader({
    name: 'If-None-Match',
    required: false,
    description: 'The ETag of the state that the client has: 304 if it is still this one.',
    schema: etag,
  });
