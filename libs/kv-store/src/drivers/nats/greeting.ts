import { connect } from 'node:net';

import { within } from '../../core/within.js';
import { NotConnected } from './errors.js';

/**
 * Resolves once a server has said who it is, as each does first. The client never lets go of a connection on which
 * nobody says a word: with it a start that has failed would keep its process alive.
 *
 * @param addresses `host:port` each.
 * @param limit Milliseconds.
 */
export async function greeting(addresses: readonly string[], limit: number): Promise<void> {
  try {
    await Promise.any(addresses.map((address) => greetingOf(new URL(`nats://${address}`), limit)));
  } catch (error) {
    throw new NotConnected((error as AggregateError).errors[0]);
  }
}

async function greetingOf({ hostname, port }: URL, limit: number): Promise<void> {
  // The brackets of an IPv6 address belong to the URL.
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) });
  try {
    const greeted = new Promise<void>((resolve, reject) => {
      socket.once('data', () => {
        resolve();
      });
      socket.once('error', reject).once('close', () => {
        reject(new NotConnected(undefined));
      });
    });
    await within(limit, greeted, () => new NotConnected(undefined));
  } finally {
    // What comes of it later is nobody's.
    socket.on('error', () => undefined).destroy();
  }
}
