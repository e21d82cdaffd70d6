import { type ExecutionContext, HttpException, HttpStatus, Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerLimitDetail } from '@nestjs/throttler';

/** Counts the requests of a client on all routes together, and refuses those over the limit as Nest refuses others. */
@Injectable()
export class ClientThrottlerGuard extends ThrottlerGuard {
  protected override generateKey(_context: ExecutionContext, client: string): string {
    return client;
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    { timeToBlockExpire: seconds }: ThrottlerLimitDetail,
  ): Promise<void> {
    const message = `This client has made too many requests. Try again in ${seconds} s.`;
    const body = HttpException.createBody(message, 'Too Many Requests', HttpStatus.TOO_MANY_REQUESTS);
    throw new HttpException(body, HttpStatus.TOO_MANY_REQUESTS);
  }
}
