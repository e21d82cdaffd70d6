import { makeCertificate } from './certificate.js';

export interface RedisTls {
  /** PEM, of the authority that has signed the server's certificate. */
  readonly ca: string;
  readonly serverArgs: readonly string[];
  readonly cliArgs: readonly string[];
}

/** With a certificate of its own, in that folder. Clients need none. */
export async function makeTls(folder: string, port: number): Promise<RedisTls> {
  const { ca, files } = await makeCertificate(folder);
  return {
    ca,
    serverArgs: [
      ...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', files.certificate, '--tls-key-file', files.key, '--tls-ca-cert-file', files.ca],
    ],
    cliArgs: ['--tls', '--cacert', files.ca],
  };
}
