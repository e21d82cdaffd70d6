import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { run } from './run.js';

export const root = resolve(__dirname, '../../..');
export const library = join(root, 'libs/kv-store');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Record<string, unknown>;
  readonly peerDependencies: Record<string, string>;
  readonly peerDependenciesMeta: Record<string, { optional: boolean }>;
}

export const manifest = JSON.parse(readFileSync(join(library, 'package.json'), 'utf8')) as Manifest;

/** What a user imports: the package and its subpaths. */
export const entryPoints = Object.keys(manifest.exports)
  .filter((path) => path !== './package.json')
  .map((path) => path.replace(/^\./, manifest.name));

export const optionalPeers = Object.entries(manifest.peerDependenciesMeta)
  .filter(([, { optional }]) => optional)
  .map(([peer]) => peer);

export interface Pack {
  readonly tarball: string;
  /** The package as what depends on it names it. */
  readonly dependency: Readonly<Record<string, string>>;
  /** Of the tarball, in bytes. */
  readonly size: number;
  readonly unpackedSize: number;
  /** What it holds. */
  readonly files: readonly string[];
}

/** Packs the library, as it is built, into `folder`. */
export async function pack(folder: string): Promise<Pack> {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await run(library, 'npm', args);
  type Packed = Pick<Pack, 'size' | 'unpackedSize'> & { filename: string; files: { path: string }[] };
  const [{ filename, size, unpackedSize, files }] = JSON.parse(stdout) as [Packed];
  const tarball = join(folder, filename);
  const dependency = { [manifest.name]: `file:${tarball}` };
  return { tarball, dependency, size, unpackedSize, files: files.map(({ path }) => path) };
}
