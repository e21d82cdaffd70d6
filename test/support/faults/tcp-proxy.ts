import { type AddressInfo, createServer } from 'node:net';

import type { Fault } from './fault.js';
import { Link, type Target } from './link.js';

export type { Fault } from './fault.js';

/**
 * Stands in front of any server and passes bytes on, until a fault befalls it. A server that is down is seen through
 * it as a connection that is reset, for whoever connects has reached the proxy.
 */
export interface TcpProxy {
  readonly host: string;
  readonly port: number;
  /** Those that are open now: a client has made them and not ended them. */
  readonly connections: number;
  /** Its own that are open, to clients and to the server: for who counts the sockets of this process. */
  readonly sockets: number;
  /** From now on, on the connections that are open and on those to come. Takes the place of the fault before. */
  befall(fault: Fault): void;
  /** Ends the fault. A connection that was ended or has lost bytes stays as it is. */
  heal(): void;
  /** Ends all connections and timers. Twice is harmless. */
  close(): Promise<void>;
}

/** Listens on a free port of the loopback address. */
export async function startTcpProxy(target: Target): Promise<TcpProxy> {
  const host = '127.0.0.1';
  const links = new Set<Link>();
  let fault: Fault | undefined;

  const server = createServer({ allowHalfOpen: true }, (socket) => {
    // Those that are gone are forgotten when another comes.
    for (const link of links) if (link.sockets === 0) links.delete(link);
    links.add(new Link(socket, target, fault));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, host, resolve);
  });
  const change = (next: Fault | undefined) => {
    fault = next;
    for (const link of links) link.befall(next);
  };

  return {
    host,
    port: (server.address() as AddressInfo).port,
    get connections() {
      return [...links].filter(({ isOpen }) => isOpen).length;
    },
    get sockets() {
      return [...links].reduce((sum, link) => sum + link.sockets, 0);
    },
    befall: change,
    heal: () => {
      change(undefined);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const link of links) link.destroy();
      }),
  };
}
