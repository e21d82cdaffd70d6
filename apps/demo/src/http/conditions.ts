import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

import { BadRequestException, createParamDecorator, type ExecutionContext } from '@nestjs/common';

import { parseIfMatch, type VersionMatch } from './etag.js';

/** What a request asks of the entry before it is changed. */
export interface Conditions {
  ifMatch?: VersionMatch;
  ifNoneMatch?: '*';
}

/** For what changes an entry or makes one. */
export const IfMatchOrNone = createParamDecorator((_: unknown, context: ExecutionContext): Conditions => {
  const { 'if-match': match, 'if-none-match': none } = headersOf(context);
  if (none !== undefined && none.trim() !== '*') {
    throw new BadRequestException('If-None-Match must be *, for a change that only makes something new.');
  }
  // No entry is there and absent.
  if (none !== undefined && match !== undefined) return { ifMatch: [] };
  if (none !== undefined) return { ifNoneMatch: '*' };
  return match === undefined ? {} : { ifMatch: ifMatchOf(match) };
});

/** For what changes only an entry that is there. */
export const IfMatch = createParamDecorator(
  (_: unknown, context: ExecutionContext): VersionMatch | undefined => {
    const { 'if-match': match, 'if-none-match': none } = headersOf(context);
    // A condition that is passed over would make a change that was not wanted.
    if (none !== undefined) throw new BadRequestException('If-None-Match is only for GET and PUT.');
    return match === undefined ? undefined : ifMatchOf(match);
  },
);

function headersOf(context: ExecutionContext): IncomingHttpHeaders {
  return context.switchToHttp().getRequest<IncomingMessage>().headers;
}

function ifMatchOf(header: string): VersionMatch {
  const match = parseIfMatch(header);
  if (match === undefined) {
    throw new BadRequestException(
      'If-Match must be * or a list of ETags, each in double quotes, as GET gives them.',
    );
  }
  return match;
}
