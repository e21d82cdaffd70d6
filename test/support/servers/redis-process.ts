import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { freeLowPort } from './free-low-port.js';
import { answers } from './redis-ping.js';
import { hasTls, redisProgram } from './redis-program.js';
import { makeTls } from './redis-tls.js';
import { type OwnServerProcess, startServer } from './server-process.js';

export { answers } from './redis-ping.js';

/** Milliseconds for a command, be it to make a cluster: a server that is frozen would hold `redis-cli` up for good. */
const cliTimeout = 30_000;

export interface RedisServer extends OwnServerProcess {
  readonly host: string;
  readonly port: number;
  /** `127.0.0.1:port` */
  readonly address: string;
  readonly url: string;
  /** PEM, of the authority that a client must trust. Empty without TLS. */
  readonly ca: string;
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
 * On a free port, in a folder of its own that goes with it.
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
  const [port, folder] = [await freeLowPort(), await mkdtemp(join(tmpdir(), 'test-redis-'))];
  const log = join(folder, 'log');
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'redis.conf');
    if (file) await writeFile(path, file.join('\n'));
    const secured = tls ? await makeTls(folder, port) : undefined;
    const where = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--logfile', log];
    const running = await startServer({
      name: 'Redis',
      command: server,
      args: [...(file ? [path] : []), ...where, '--save', '', ...(secured?.serverArgs ?? []), ...args],
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
      async stop() {
        await running.stop();
        await removeFolder();
      },
    };
  } catch (error) {
    const lines = await readFile(log, 'utf8').catch(() => '');
    await removeFolder();
    throw new Error(`${(error as Error).message}\n${lines.slice(-1_000)}`, { cause: error });
  }
}
