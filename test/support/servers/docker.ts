import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

import { freePort } from '../../../libs/kv-store/src/testing/local-dynamodb/port.js';
import type { RunningServer, ServerKind } from './server.js';

/** Milliseconds: an image may have to be fetched. */
const timeout = 300_000;
/** Milliseconds from the start of a container to its first answer. */
const readyTimeout = 30_000;

export function isDockerThere(): boolean {
  return docker('version').status === 0;
}

/** Runs the server in a container that only this machine reaches. It is gone when it has stopped. */
export async function startContainer({ name, image }: ServerKind): Promise<RunningServer> {
  const port = await freePort();
  const publish = `127.0.0.1:${port}:${image.port}`;
  const { status, stdout, stderr } = docker(
    'run',
    '-d',
    '--rm',
    '-p',
    publish,
    image.name,
    ...(image.args ?? []),
  );
  const id = stdout.trim();
  if (status !== 0) throw new Error(`${name} did not start in Docker: ${stderr.trim()}`);
  const stop = () => {
    docker('stop', '-t', '2', id);
    process.removeListener('exit', stop);
  };
  // Where the run ends before its teardown.
  process.once('exit', stop);

  const deadline = Date.now() + readyTimeout;
  while (!(await image.isReady(port))) {
    if (Date.now() > deadline) {
      stop();
      throw new Error(`${name} gave no answer in Docker within ${readyTimeout / 1_000} s.`);
    }
    await delay(100);
  }
  return {
    endpoint: image.endpoint(port),
    stop() {
      stop();
      return Promise.resolve();
    },
  };
}

function docker(...args: string[]) {
  return spawnSync('docker', args, { encoding: 'utf8', timeout });
}
