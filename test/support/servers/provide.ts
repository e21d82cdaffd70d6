import { installPackage } from './debian.js';
import { isDockerThere, startContainer } from './docker.js';
import { endpointOf, type ProgramKind, type RunningServer, type ServerKind, skippedOf } from './server.js';

const running: RunningServer[] = [];

/** Starts a server for the whole run. Where there is no way to, says so loudly, and under CI fails. */
export async function provide(kind: ServerKind): Promise<void> {
  // Someone has one of their own for us.
  if (process.env[endpointOf(kind)]) return;
  const server = await start(kind);
  if (server) {
    running.push(server);
    process.env[endpointOf(kind)] = server.endpoint;
    return;
  }
  skip(kind);
}

/** Finds a way to run programs that each test starts for itself: here, or in Docker, which the variable then says. */
export function provideProgram(kind: ProgramKind): void {
  if (kind.isInstalled() || (installPackage(kind.packages) && kind.isInstalled()))
    process.env[endpointOf(kind)] = 'here';
  else if (isDockerThere()) process.env[endpointOf(kind)] = 'docker';
  else skip(kind);
}

function skip(kind: Pick<ServerKind, 'name' | 'variable' | 'packages'>): void {
  const reason =
    `${kind.name} is not here: it is not installed, apt-get could not get ` +
    `'${kind.packages[0] ?? ''}' (to install it takes root), and no Docker answers`;
  if (process.env['CI']) throw new Error(`${reason}.`);
  process.env[skippedOf(kind)] = reason;
  const line = '!'.repeat(100);
  console.error(`\n${line}\n!!! TESTS ARE SKIPPED: ${reason}.\n${line}\n`);
}

/** Stops whatever runs, also where stopping another failed. */
export async function stopAll(): Promise<void> {
  const results = await Promise.allSettled(running.splice(0).map((server) => server.stop()));
  for (const result of results) if (result.status === 'rejected') console.error(result.reason);
}

async function start(kind: ServerKind): Promise<RunningServer | undefined> {
  if (await kind.isInstalled()) return kind.start();
  const isInstalled = kind.install?.() ?? installPackage(kind.packages);
  if (isInstalled && (await kind.isInstalled())) return kind.start();
  if (isDockerThere()) return startContainer(kind);
  return undefined;
}
