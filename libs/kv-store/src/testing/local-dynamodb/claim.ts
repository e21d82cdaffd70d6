import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { folderError } from './data-folder.js';
import { isAlive, processStart } from './processes.js';

/** A folder that this process alone uses, until it lets go or ends. */
export interface Claim {
  /** The engine, which may live for a moment longer than this process: the folder is not free before. */
  hold(pid: number): Promise<void>;
  release(): Promise<void>;
}

/** Milliseconds for an engine to end when the process that started it has. */
const patience = 7_000;

/**
 * DynamoDB Local does not notice a second one on its files. So each process puts a file into the folder, then looks for
 * those of others: of two at the same moment at least one sees the other. Names are never used twice, so what a dead
 * process left behind can be removed without a race. Rejects with a sentence where the folder is taken.
 */
export async function claimFolder(folder: string): Promise<Claim> {
  const name = `in-use.${process.pid}.${processStart()}.${randomUUID()}`;
  const file = join(folder, name);
  const write = async (text: string) => {
    try {
      await writeFile(file, text);
    } catch (error) {
      throw folderError(folder, error);
    }
  };
  await write('');
  const release = () => rm(file, { force: true });
  try {
    for (const other of await readdir(folder)) {
      if (other.startsWith('in-use.') && other !== name) await outlive(folder, other);
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { hold: (pid) => write(String(pid)), release };
}

/** Removes the file of a process that is no more; rejects where it is alive. */
async function outlive(folder: string, name: string): Promise<void> {
  const file = join(folder, name);
  const [, pid, start] = name.split('.').map(Number);
  const deadline = Date.now() + patience;
  while (await isOfThisBoot(file)) {
    if (isOwnerAlive(pid, start)) {
      throw inUse(folder, file, pid === process.pid ? 'this process' : `process ${String(pid)}`);
    }
    const engine = Number(await readFile(file, 'utf8').catch(() => ''));
    if (!engine || !isAlive(engine)) break;
    if (Date.now() > deadline)
      throw inUse(folder, file, `an engine that goes on without its owner, process ${engine}`);
    await delay(20);
  }
  await rm(file, { force: true });
}

/** In a container each start may have the same process id: then the start tells who is meant. */
function isOwnerAlive(pid = 0, start = 0): boolean {
  if (pid === process.pid) return Math.abs(start - processStart()) < 1_000;
  return isAlive(pid);
}

async function isOfThisBoot(file: string): Promise<boolean> {
  const written = await stat(file).catch(() => undefined);
  // A minute for clocks that were put right.
  return written !== undefined && written.mtimeMs > Date.now() - uptime() * 1_000 - 60_000;
}

function inUse(folder: string, file: string, who: string): Error {
  return new Error(
    `The folder '${folder}' is in use by ${who}. Stop that one, or take another 'dataPath'. ` +
      `(If it is no local DynamoDB, delete '${file}'.)`,
  );
}
