import type { IncomingHttpHeaders } from 'node:http';

import { BadRequestException, type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';

interface Request {
  method: string;
  query: object;
  headers: IncomingHttpHeaders;
}

/** Refuses changes with a query: a ttl that is passed over there would make an entry that stays for ever. */
@Injectable()
export class NoQueryGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (isChange(request) && Object.keys(request.query).length > 0) {
      throw new BadRequestException('A change takes no query. Send what it takes in the body.');
    }
    return true;
  }
}

/** For what has no versions: a condition that is passed over would make a change that was not wanted. */
@Injectable()
export class NoConditionsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const { 'if-match': match, 'if-none-match': none } = request.headers;
    if (isChange(request) && (match !== undefined || none !== undefined)) {
      throw new BadRequestException('If-Match and If-None-Match are only for users.');
    }
    return true;
  }
}

function isChange({ method }: Request): boolean {
  return method !== 'GET' && method !== 'HEAD';
}
