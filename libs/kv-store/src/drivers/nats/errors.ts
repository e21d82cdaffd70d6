/** Nothing was sent, for there was no connection to send it on. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';

  constructor(override readonly cause: unknown) {
    super('There is no connection.');
  }
}

/** What was sent will not be answered: its connection was lost, or too much time has passed. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';

  constructor() {
    super('There is no answer.');
  }
}

/** Nobody took what was sent, as while a bucket has no leader: nothing was done. */
export class NoResponders extends Error {
  override readonly name = 'NoResponders';

  constructor() {
    super('Nobody has taken the request.');
  }
}

/** What JetStream answers in place of doing what it was asked. */
export class JetStreamError extends Error {
  override readonly name = 'JetStreamError';
  /** As `JS_10071`, by https://github.com/nats-io/nats-server/blob/main/server/errors.json. */
  readonly code: string;

  constructor(
    readonly errCode: number,
    readonly status: number,
  ) {
    super('JetStream has refused the request.');
    this.code = `JS_${errCode}`;
  }
}

export function hasErrCode(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof JetStreamError && codes.includes(error.errCode);
}

/** The stream of the bucket is not there. */
export const streamNotFound = 10_059;
/** Nothing is stored under the subject, or from that place on. */
export const noMessage = 10_037;
/** Another message is the last of its subject than the one that was expected. */
export const wrongLastSequence = 10_071;
/** Another change of the subject is under way, and it is open what will come of it. */
export const changeUnderWay = 10_164;
