import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { RunningEngine } from './engine.js';
import { firstLine } from './first-line.js';
import { type Guarded, spawnGuarded } from './guard.js';
import { answers } from './http.js';

/** Milliseconds until the first answer. Usually it takes one to two seconds. */
const timeout = 30_000;

/** Someone else was quicker to take the port. */
export class PortTaken extends Error {}

export interface JarOptions {
  java: string;
  jar: string;
  port: number;
  folder: string | undefined;
  onSpawn: (pid: number) => Promise<void>;
}

/** Starts Amazon's DynamoDB Local and waits until it answers. Rejects with a sentence where it does not. */
export async function startJar(options: JarOptions): Promise<RunningEngine> {
  const { java, port, onSpawn } = options;
  const server = spawnGuarded(java, javaArguments(options));
  try {
    if (server.pid !== undefined) await onSpawn(server.pid);
    await untilAnswer(server, options);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { port, stop: () => server.stop() };
}

function javaArguments({ jar, port, folder }: JarOptions): string[] {
  return [
    // Quick to start and small, rather than quick for days.
    '-Xmx256m',
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`,
    '-jar',
    jar,
    ...(folder === undefined ? ['-inMemory'] : ['-dbPath', folder]),
    // The same tables for every region and access key, as the caller may use others than ours.
    '-sharedDb',
    '-disableTelemetry',
    '-port',
    String(port),
  ];
}

async function untilAnswer(server: Guarded, { java, port }: JarOptions): Promise<void> {
  const advice = "Repair the Java installation, or name engine 'dynalite'.";
  const command = `'${java} -jar DynamoDBLocal.jar'`;
  const deadline = Date.now() + timeout;
  while (!(await answers(port))) {
    if (server.end !== undefined) {
      if (/Failed to bind|Address already in use/.test(server.stderr)) throw new PortTaken();
      throw new Error(
        `Amazon's DynamoDB Local did not start: ${command} ${server.end}: ${firstLine(server.stderr)}. ${advice}`,
      );
    }
    if (Date.now() > deadline) {
      throw new Error(
        `Amazon's DynamoDB Local did not start: ${command} gave no answer within ${timeout / 1_000} s. ${advice}`,
      );
    }
    await delay(50);
  }
}
