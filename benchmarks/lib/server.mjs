// The servers that the tests have, got in the ways that they get them.
import { startProcess } from './processes.mjs';

const starter = new URL('../../test/support/start-typescript.cjs', import.meta.url);

/** `kind`: 'redis' or 'nats'. Resolves with `{ endpoint, stop }`, or with `{ missing }`, a sentence, where there is none. */
export async function startServer(kind) {
  const file = new URL('start-server.ts', import.meta.url).pathname;
  const child = startProcess(starter, { args: [file, kind], execArgv: [] });
  const { endpoint, missing } = await child.ask('start');
  if (endpoint !== undefined) return { endpoint, stop: () => child.stop() };
  await child.stop();
  return { missing };
}
