import { HttpException } from '@nestjs/common';

/** What may be wrong with a request that has, or should have, an `Idempotency-Key`. */
export type IdempotencyProblem = keyof typeof problems;

/** Statuses and titles are those of the draft, where it has them. */
const problems = {
  'idempotency-key-missing': {
    status: 400,
    title: 'Idempotency-Key is missing',
    detail:
      'This operation requires an Idempotency-Key header: a new random value, such as a UUID, for each operation, ' +
      'and the same value for each retry of it.',
  },
  'idempotency-key-invalid': {
    status: 400,
    title: 'Idempotency-Key is not valid',
    detail:
      'The Idempotency-Key header must hold one key of 1 to 255 printable ASCII characters, such as a UUID in quotes.',
  },
  'idempotency-key-in-flight': {
    status: 409,
    title: 'A request is outstanding for this Idempotency-Key',
    detail: 'A request with the same Idempotency-Key is being processed. Send this one again later.',
  },
  'idempotency-response-not-kept': {
    status: 410,
    title: 'The response for this Idempotency-Key was not kept',
    detail:
      'A request with the same Idempotency-Key has been processed, but its response was too large to keep, or was ' +
      'cut off. Find out what it has done before you send it again with a new key.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'Idempotency-Key is already used',
    detail:
      'The Idempotency-Key was used for another payload of this operation. Use a new key for each operation.',
  },
  'idempotency-store-unavailable': {
    status: 503,
    title: 'Idempotency-Key cannot be checked',
    detail:
      'Whether the request was processed before cannot be found out now, so nothing was done. Send it again later.',
  },
} as const;

/** What the problem has beside: as `type`, where to read of it. */
export interface ProblemMembers {
  type?: string;
  /** The status that the request was answered with when it was processed. */
  originalStatus?: number;
}

/** A request that was refused, as problem details (RFC 9457). `code` tells which of them it is. */
export class IdempotencyException extends HttpException {
  /** What is wrong with the request. */
  readonly code: IdempotencyProblem;

  constructor(code: IdempotencyProblem, members: ProblemMembers = {}, options?: { cause: unknown }) {
    const { status, title, detail } = problems[code];
    super({ ...members, title, status, detail, code }, status, options);
    this.code = code;
    this.message = `${title}. ${detail}`;
  }

  /** Whether the same request may succeed later. */
  get isRetryable(): boolean {
    return this.code === 'idempotency-key-in-flight' || this.code === 'idempotency-store-unavailable';
  }
}
