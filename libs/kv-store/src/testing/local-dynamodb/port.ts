import { createServer } from 'node:net';

/** A port that nothing listens on at this moment. Another process may still be quicker to take it. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

/** Rejects with a sentence where the port cannot be had, on the loopback address or on any. */
export async function checkPort(port: number): Promise<void> {
  try {
    await listenOnce(port, '127.0.0.1');
    // DynamoDB Local listens on every address, and some systems let two programs share a port in that way.
    await listenOnce(port);
  } catch (error) {
    throw portError(port, error);
  }
}

export function portError(port: number, error: unknown): Error {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  const why = code === 'EADDRINUSE' ? 'another program listens on it' : `the system refuses it (${code})`;
  return new Error(`Port ${port} cannot be used: ${why}. Stop that program, or take another port.`);
}

function listenOnce(port: number, host?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen({ port, ...(host !== undefined && { host }) }, () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => {
        resolve(taken);
      });
    });
  });
}
