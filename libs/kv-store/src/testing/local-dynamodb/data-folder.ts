import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { engines, type LocalDynamoDbEngine } from './options.js';

/** Where an engine keeps its data under `dataPath`: in a folder of its own, for neither reads the other's files. */
export function engineFolder(dataPath: string, engine: LocalDynamoDbEngine): string {
  return join(dataPath, engine);
}

/** The engines that have written under `dataPath`. */
export async function enginesWithData(dataPath: string): Promise<LocalDynamoDbEngine[]> {
  const names = await Promise.all(
    engines.map((engine) => readdir(engineFolder(dataPath, engine)).catch((): string[] => [])),
  );
  return engines.filter((_, index) => names[index]?.length);
}

export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw folderError(folder, error);
  }
}

export function folderError(folder: string, error: unknown): Error {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  const isFile = code === 'EEXIST' || code === 'ENOTDIR';
  const why = isFile ? 'a file stands in its place' : `it cannot be written (${code})`;
  return new Error(`The folder '${folder}' cannot keep the data: ${why}. Take another 'dataPath'.`);
}
