import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { transformFile } from '@swc/core';
import type { LocalDynamoDb, LocalDynamoDbOptions } from 'nestjs-kv-store/testing';

const root = resolve(__dirname, '../..');
const source = join(root, 'libs/kv-store/src/testing/local-dynamodb');

/** A folder of its own, gone with `rm` of it. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'local-dynamodb-'));
}

/** A JAVA_HOME whose `java` is this shell script. */
export async function fakeJavaHome(folder: string, script: string): Promise<string> {
  const home = mkdtempSync(join(folder, 'java-'));
  await mkdir(join(home, 'bin'));
  await writeFile(join(home, 'bin/java'), `#!/bin/sh\n${script}\n`);
  await chmod(join(home, 'bin/java'), 0o755);
  return home;
}

const program = `
import { startLocalDynamoDb } from './start.js';
const [options, mode] = process.argv.slice(2);
process.on('SIGINT', () => {});
try {
  const { engine, endpoint, notes } = await startLocalDynamoDb(JSON.parse(options));
  console.log(JSON.stringify({ engine, endpoint, notes }));
  if (mode === 'stay') setInterval(() => {}, 1_000);
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
}
`;

/** Builds a program that starts a local DynamoDB, as ESM and outside of jest, with these packages installed. */
export async function buildProgram(folder: string, packages: readonly string[]): Promise<string> {
  const home = mkdtempSync(join(folder, 'program-'));
  for (const file of (await readdir(source)).filter((name) => name.endsWith('.ts'))) {
    const { code } = await transformFile(join(source, file), {
      swcrc: false,
      jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
      module: { type: 'es6' },
    });
    await writeFile(join(home, file.replace(/ts$/, 'js')), code);
  }
  await writeFile(join(home, 'package.json'), '{ "type": "module" }');
  await writeFile(join(home, 'main.js'), program);
  await mkdir(join(home, 'node_modules'));
  for (const name of packages)
    await symlink(join(root, 'node_modules', name), join(home, 'node_modules', name));
  return join(home, 'main.js');
}

export type Printed = Partial<Pick<LocalDynamoDb, 'engine' | 'endpoint' | 'notes'>> & { error?: string };

/** Runs it. `printed` is its one line; `stay` keeps it running. */
export async function runProgram(
  main: string,
  options: LocalDynamoDbOptions,
  { mode = 'end', env = process.env }: { mode?: 'end' | 'stay'; env?: NodeJS.ProcessEnv } = {},
): Promise<{ child: ChildProcess; printed: Printed; ended: Promise<void> }> {
  const child = spawn(process.execPath, [main, JSON.stringify(options), mode], {
    cwd: dirname(main),
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = new Promise<void>((done) =>
    child.once('exit', () => {
      done();
    }),
  );
  for await (const line of createInterface(child.stdout)) {
    return { child, printed: JSON.parse(line) as Printed, ended };
  }
  throw new Error('The program printed nothing.');
}

/** The ids of the Java processes that serve that endpoint, or are about to. */
export function javaOf(endpoint: string): number[] {
  const { port } = new URL(endpoint);
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('lsof', ['-ti', `tcp:${port}`, '-sTCP:LISTEN'], { encoding: 'utf8' });
    return stdout.split('\n').filter(Boolean).map(Number);
  }
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      const [program, ...args] = commandLine(pid);
      return program?.endsWith('java') && args[args.indexOf('-port') + 1] === port;
    });
}

export function parentOf(pid: number): number {
  if (process.platform !== 'linux') {
    return Number(spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }).stdout);
  }
  return Number(/\) \w (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
}

function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    // No process, or no longer.
    return [];
  }
}
