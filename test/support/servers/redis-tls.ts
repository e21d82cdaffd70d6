import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface RedisTls {
  /** PEM, of the authority that has signed the server's certificate. */
  readonly ca: string;
  readonly serverArgs: readonly string[];
  readonly cliArgs: readonly string[];
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** An authority and a server's certificate, good for a day, in that folder. Clients need no certificate. */
export async function makeTls(folder: string, port: number): Promise<RedisTls> {
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder });

  const authority = ['-subj', '/CN=An authority for tests', '-keyout', 'ca.key', '-out', 'ca.crt'];
  await openssl('req', '-x509', '-days', '1', ...newKey, ...authority);
  await openssl('req', ...newKey, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr');
  await writeFile(file('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost');
  const signedBy = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names'];
  await openssl('x509', '-req', '-days', '1', '-in', 'server.csr', ...signedBy, '-out', 'server.crt');

  const files = ['--tls-cert-file', file('server.crt'), '--tls-key-file', file('server.key')];
  return {
    ca: await readFile(file('ca.crt'), 'utf8'),
    serverArgs: [
      ...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no'],
      ...[...files, '--tls-ca-cert-file', file('ca.crt')],
    ],
    cliArgs: ['--tls', '--cacert', file('ca.crt')],
  };
}
