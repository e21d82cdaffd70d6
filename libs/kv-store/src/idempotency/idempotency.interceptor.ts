import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  Logger,
  type NestInterceptor,
  Optional,
} from '@nestjs/common';
import { finalize, type Observable, of, tap } from 'rxjs';

import { isA, KvError } from '../core/kv-error.js';
import { refusal } from '../nest/refusal.js';
import { Claim, claim } from './claim.js';
import { canonical, digest } from './fingerprint.js';
import { type HttpRequest, type HttpResponse, rawOf } from './http.js';
import {
  IdempotencyException,
  type IdempotencyProblem,
  type ProblemMembers,
} from './idempotency.exception.js';
import type { IdempotencyOptions, IdempotentOptions } from './idempotency.options.js';
import { IdempotencyShelf } from './idempotency.shelf.js';
import { parseIdempotencyKey } from './idempotency-key.js';
import { doneRecord, type IdempotencyRecord, responseOf } from './record.js';
import { recordResponse } from './record-response.js';
import { replayResponse } from './replay-response.js';

/** The metadata that `@Idempotent` leaves. */
export const optionsOfRoute = Symbol('options of @Idempotent');

const header = 'idempotency-key';
const day = 86_400_000;

/** They change nothing, so there is nothing to do once. */
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Responses whose key is claimed, for it may stand on a route and around it. */
const claimedFor = new WeakSet<object>();

/**
 * Runs a handler once for each `Idempotency-Key`, and answers every other request with that key by the response of the
 * first. `@Idempotent()` puts it on a route; as `APP_INTERCEPTOR` it is on all.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  readonly #logger = new Logger('Idempotency');

  readonly #shelf: IdempotencyShelf;

  constructor(@Optional() @Inject(IdempotencyShelf) shelf?: IdempotencyShelf) {
    if (!shelf) {
      throw refusal(
        'a route is idempotent, and no module imports IdempotencyModule.forRoot({ scope: … }). Import it in the ' +
          "application's module.",
      );
    }
    this.#shelf = shelf;
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const response = context.switchToHttp().getResponse<HttpResponse>();
    if (safeMethods.has(request.method) || claimedFor.has(rawOf(response))) return next.handle();

    const options = this.#optionsOf(context);
    const given = request.headers[header];
    if (given === undefined) {
      if (options.required) throw this.#refuse(response, 'idempotency-key-missing');
      return next.handle();
    }
    const key = parseIdempotencyKey(String(given));
    if (key === undefined) throw this.#refuse(response, 'idempotency-key-invalid');

    const fingerprint = fingerprintOf(request, options, context);
    const place = {
      store: this.#shelf.store,
      key: digest(scopeOf(options, context), request.method, pathOf(request), key),
      lease: options.lease ?? 60_000,
      ttl: options.ttl ?? day,
      warn: (message: string) => {
        this.#logger.warn(`${context.getClass().name}.${context.getHandler().name}: ${message}`);
      },
    };
    const claimed = await claim(place, fingerprint).catch((error: unknown) => {
      throw isA(error, KvError) ? this.#refuse(response, 'idempotency-store-unavailable', {}, error) : error;
    });
    if (!(claimed instanceof Claim)) return this.#replay(claimed, fingerprint, response);
    claimedFor.add(rawOf(response));
    return run(claimed, response, next, options);
  }

  #replay(
    record: IdempotencyRecord | undefined,
    fingerprint: string,
    response: HttpResponse,
  ): Observable<unknown> {
    if (record && record.fingerprint !== fingerprint) throw this.#refuse(response, 'idempotency-key-reused');
    if (record?.state !== 'done') throw this.#refuse(response, 'idempotency-key-in-flight');
    if (record.body === undefined) {
      throw this.#refuse(response, 'idempotency-response-not-kept', { originalStatus: record.status });
    }
    const send = replayResponse(response, responseOf(record));
    // After Nest, which sends nothing for a handler that is given the response itself.
    return of(undefined).pipe(finalize(() => setImmediate(send)));
  }

  #optionsOf(context: ExecutionContext): IdempotencyOptions {
    const own = (target: object) => {
      const options = (Reflect.getMetadata(optionsOfRoute, target) ?? {}) as IdempotentOptions;
      return Object.entries<unknown>(options).filter(([, value]) => value !== undefined);
    };
    const nearer = [...own(context.getClass()), ...own(context.getHandler())];
    return { ...this.#shelf.options, ...Object.fromEntries(nearer) };
  }

  #refuse(
    response: HttpResponse,
    code: IdempotencyProblem,
    members: ProblemMembers = {},
    cause?: unknown,
  ): IdempotencyException {
    const { documentation } = this.#shelf.options;
    const exception = new IdempotencyException(
      code,
      { ...(documentation !== undefined && { type: documentation }), ...members },
      { cause },
    );
    response.header('Content-Type', 'application/problem+json');
    if (exception.isRetryable) response.header('Retry-After', '1');
    return exception;
  }
}

function run(
  claimed: Claim,
  response: HttpResponse,
  next: CallHandler,
  { releaseOn }: IdempotencyOptions,
): Observable<unknown> {
  let isReleased = false;
  const recording = recordResponse(response, (sent) =>
    isReleased ? claimed.release() : claimed.keep(doneRecord(claimed.record, sent)),
  );
  return next.handle().pipe(
    tap({
      error: (error: unknown) => {
        isReleased = releaseOn?.(error) ?? false;
      },
    }),
    finalize(() => {
      recording.handlerHasEnded();
    }),
  );
}

function scopeOf({ scope }: IdempotencyOptions, context: ExecutionContext): string[] {
  if (scope === 'public') return [];
  const whose: unknown = scope(context);
  if (typeof whose === 'string' && whose !== '') return [whose];
  throw new TypeError(
    "Option 'scope' of IdempotencyModule has given no string, so whose key it is stays unknown, and nothing was done. " +
      "Let it give a string for every caller, or 'public' where all may share.",
  );
}

/** With the query, which is part of what is asked for. */
function fingerprintOf(
  request: HttpRequest,
  { fingerprint }: IdempotencyOptions,
  context: ExecutionContext,
): string {
  if (fingerprint) return digest(fingerprint(context));
  const { search } = urlOf(request);
  try {
    return digest(search, canonical(request.body));
  } catch (cause) {
    throw new TypeError(
      'The body of a request is none that JSON can hold, such as a stream, or is nested too deep to be compared with ' +
        "that of another, and nothing was done. Give the route the option 'fingerprint'.",
      { cause },
    );
  }
}

const pathOf = (request: HttpRequest): string => urlOf(request).path;

/** Where Express has mounted something, `url` is only the rest. */
function urlOf({ originalUrl, url }: HttpRequest): { path: string; search: string } {
  const [path = '', ...search] = (originalUrl ?? url).split('?');
  return { path, search: search.join('?') };
}
