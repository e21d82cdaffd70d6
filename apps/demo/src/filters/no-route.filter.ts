import { type ArgumentsHost, Catch, NotFoundException } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';

/** Nest's own answer where there is no route repeats the URL, which may hold a key: `Cannot POST /kv/secret`. */
@Catch(NotFoundException)
export class NoRouteFilter extends BaseExceptionFilter {
  override catch(error: NotFoundException, host: ArgumentsHost): void {
    const isNests = error.message.startsWith('Cannot ');
    super.catch(isNests ? new NotFoundException('There is nothing here for this method.') : error, host);
  }
}
