import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { freeLowPort } from './free-low-port.js';
import { inFolder, type LocalServer } from './local-server.js';
import { answers } from './redis-ping.js';
import { hasTls, redisProgram } from './redis-program.js';
import { makeTls } from './redis-tls.js';
import { startServer } from './server-process.js';

export { answers } from './redis-ping.js';

/** Milliseconds for a command, be it to make a cluster: a server that is frozen would hold `redis-cli` up for good. */
const cliTimeout = 30_000;

export interface RedisServer extends LocalServer {
  /**
   * What `redis-cli` prints for a command, an error of the server's included, without the end of its last line. Its
   * options go first: `cli('-a', password, '--no-auth-warning', 'PING')`.
   */
  cli(...args: string[]): Promise<string>;
}

export interface RedisServerOptions {
  /** Speaks TLS alone, with a certificate of its own. */
  tls?: boolean;
  /** Settings in a file, a line each. Where it has one, sentinels write into it what is to hold after a restart. */
  file?: readonly string[];
}

/**
 * On a free port.
 *
 * @param args Settings, such as `['--maxmemory', '10mb']`. It keeps nothing on disk unless they say so.
 */
export async function startRedis(
  args: readonly string[] = [],
  { tls = false, file }: RedisServerOptions = {},
): Promise<RedisServer> {
  const [server, client] = [redisProgram('server'), redisProgram('cli')];
  if (server === undefined || client === undefined)
    throw new Error('Neither Redis nor Valkey is installed, with its server and its command line.');
  if (tls && !hasTls()) throw new Error('This Redis is built without TLS.');
  return inFolder('redis', async ({ path, log }) => {
    const port = await freeLowPort();
    const config = join(path, 'redis.conf');
    if (file) await writeFile(config, file.join('\n'));
    const secured = tls ? await makeTls(path, port) : undefined;
    const where = ['--port', String(port), '--bind', '127.0.0.1', '--dir', path, '--logfile', log];
    const running = await startServer({
      name: 'Redis',
      command: server,
      args: [...(file ? [config] : []), ...where, '--save', '', ...(secured?.serverArgs ?? []), ...args],
      isReady: () => answers(port, secured?.ca),
    });
    const address = `127.0.0.1:${port}`;
    return {
      ...running,
      host: '127.0.0.1',
      port,
      address,
      url: `${tls ? 'rediss' : 'redis'}://${address}`,
      ca: secured?.ca ?? '',
      async cli(...command) {
        const all = ['-p', String(port), ...(secured?.cliArgs ?? []), ...command];
        const { stdout } = await promisify(execFile)(client, all, { timeout: cliTimeout });
        return stdout.replace(/\n$/, '');
      },
    };
  });
}
