import { writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';

import { makeCertificate } from './certificate.js';
import { freeLowPort } from './free-low-port.js';
import { inFolder, type LocalServer } from './local-server.js';
import { hasJetStream, infoOf } from './nats-ping.js';
import { natsProgram } from './nats-program.js';
import { startServer } from './server-process.js';

export interface NatsServer extends LocalServer {
  readonly name: string;
  /**
   * What its monitoring says, as `varz` or `jsz?streams=true`, parsed. It needs no user, no TLS and no client of NATS;
   * a server that is frozen does not answer.
   */
  monitor(what: string): Promise<unknown>;
}

export interface NatsServerOptions {
  /** Its path. Default: the one that this machine has. */
  program?: string | undefined;
  /**
   * Lines of a configuration file: users, permissions, limits. Where it listens and keeps its data is said elsewhere,
   * and holds: `jetstream { max_file_store: 10MB }` is all that is needed for a limit.
   */
  config?: readonly string[];
  /** Without it there are no streams and no buckets. Default true. */
  jetStream?: boolean;
  /** Speaks TLS alone, with a certificate of its own. */
  tls?: boolean;
  /** Unique in its cluster. */
  name?: string;
  /** Further arguments of the program. */
  args?: readonly string[];
}

/** Milliseconds for an answer of its monitoring: a server that is frozen would hold it up for good. */
const monitorTimeout = 30_000;

/** On a free port. What it has acknowledged it still has when it was killed. */
export function startNats(options: NatsServerOptions = {}): Promise<NatsServer> {
  const { config = [], jetStream = true, tls = false, name = 'test', args = [] } = options;
  const { program = natsProgram() } = options;
  if (program === undefined) throw new Error('nats-server is not installed.');
  return inFolder('nats', async ({ path, log }) => {
    const [port, monitorPort] = [await freeLowPort(), await freeLowPort()];
    const file = join(path, 'nats.conf');
    if (config.length > 0) await writeFile(file, config.join('\n'));
    const certificate = tls ? await makeCertificate(path) : undefined;
    const running = await startServer({
      name: 'NATS',
      command: program,
      args: [
        // An empty file would be an error.
        ...(config.length > 0 ? ['--config', file] : []),
        ...['--log', log, '--name', name],
        ...['--addr', '127.0.0.1', '--port', String(port), '--http_port', String(monitorPort)],
        ...(jetStream ? ['--jetstream', '--store_dir', join(path, 'data')] : []),
        ...(certificate
          ? ['--tls', '--tlscert', certificate.files.certificate, '--tlskey', certificate.files.key]
          : []),
        ...args,
      ],
      isReady: async () => (jetStream ? hasJetStream(port) : (await infoOf(port)) !== undefined),
    });
    const address = `127.0.0.1:${port}`;
    return {
      ...running,
      name,
      host: '127.0.0.1',
      port,
      address,
      url: `nats://${address}`,
      ca: certificate?.ca ?? '',
      async monitor(what) {
        return JSON.parse(await getText(`http://127.0.0.1:${monitorPort}/${what}`)) as unknown;
      },
    };
  });
}

function getText(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // No agent: it would keep the connection.
    const options = { agent: false, signal: AbortSignal.timeout(monitorTimeout) };
    get(url, options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.once('error', reject).once('end', () => {
        resolve(body);
      });
    }).once('error', reject);
  });
}
