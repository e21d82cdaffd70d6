import { startTcpProxy, type TcpProxy } from './tcp-proxy.js';

interface Server {
  readonly port: number;
  stop(): Promise<void>;
}

/** A server with a proxy in front, from before the first test of the `describe` around it until after the last. */
export class BehindProxy<S extends Server> {
  #server: S | undefined;
  #proxy: TcpProxy | undefined;

  constructor(start: () => Promise<S>) {
    beforeAll(async () => {
      this.#server = await start();
      this.#proxy = await startTcpProxy({ host: '127.0.0.1', port: this.#server.port });
    });
    afterAll(async () => {
      await this.#proxy?.close();
      await this.#server?.stop();
    });
  }

  get server(): S {
    return there(this.#server);
  }

  get proxy(): TcpProxy {
    return there(this.#proxy);
  }
}

function there<T>(one: T | undefined): T {
  if (one === undefined)
    throw new Error('It is started before the first test, and not while tests are described.');
  return one;
}
