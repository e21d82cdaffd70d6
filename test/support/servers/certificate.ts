import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Certificate {
  /** PEM, of the authority that has signed the server's certificate. */
  readonly ca: string;
  /** Paths of PEM files. */
  readonly files: { readonly ca: string; readonly certificate: string; readonly key: string };
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** An authority and a server's certificate, good for a day, in that folder. */
export async function makeCertificate(folder: string): Promise<Certificate> {
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder });

  const authority = ['-subj', '/CN=An authority for tests', '-keyout', 'ca.key', '-out', 'ca.crt'];
  await openssl('req', '-x509', '-days', '1', ...newKey, ...authority);
  await openssl('req', ...newKey, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr');
  await writeFile(file('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost');
  const signedBy = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names'];
  await openssl('x509', '-req', '-days', '1', '-in', 'server.csr', ...signedBy, '-out', 'server.crt');
  return {
    ca: await readFile(file('ca.crt'), 'utf8'),
    files: { ca: file('ca.crt'), certificate: file('server.crt'), key: file('server.key') },
  };
}
