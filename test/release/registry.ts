import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { type Repository, script } from './repository.js';

/** A registry that knows no package and takes every one. */
export class Registry {
  /** What was published: path and version. */
  readonly published: string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void text(request).then((body) => {
        if (request.method === 'PUT') {
          const { 'dist-tags': tags } = JSON.parse(body) as { 'dist-tags': { latest: string } };
          this.published.push(`${String(request.url)} ${tags.latest}`);
        }
        response.writeHead(request.method === 'PUT' ? 201 : 404, { 'content-type': 'application/json' });
        response.end('{}');
      });
    });
  }

  static async start(): Promise<Registry> {
    const registry = new Registry();
    registry.#server.listen(0, '127.0.0.1');
    await once(registry.#server, 'listening');
    return registry;
  }

  /** Releases with npm set to this registry, in the background, so that this process can answer. */
  async release(repository: Repository, args: readonly string[]): Promise<{ status: unknown }> {
    const address = `//127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/`;
    const settings = { npm_config_registry: `http:${address}`, [`npm_config_${address}:_authToken`]: 'none' };
    const child = spawn(process.execPath, [script, ...args], {
      cwd: repository.root,
      env: { ...process.env, ...settings },
      stdio: 'ignore',
    });
    const [status] = (await once(child, 'exit')) as [unknown];
    return { status };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
