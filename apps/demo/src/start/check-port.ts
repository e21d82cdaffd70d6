import { once } from 'node:events';
import { createServer } from 'node:net';

/** Rejects when nothing can listen on `port`: better known before a database is started than after. */
export async function checkPort(port: number): Promise<void> {
  const server = createServer().listen(port);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}
