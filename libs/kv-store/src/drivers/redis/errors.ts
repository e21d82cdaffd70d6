/** Nothing was sent, for there was no connection to send it on. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';

  constructor(override readonly cause: unknown) {
    super('There is no connection.');
  }
}

/** The connection was given up, since nothing came on it any more. */
export class Silent extends Error {
  override readonly name = 'Silent';
}
