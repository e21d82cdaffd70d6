import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { refuse } from './refusal.mjs';

const library = 'libs/kv-store';

export const libraryOf = (root) => readJson(join(root, library, 'package.json'));

/** The version that `wanted` means: itself, or a step from `current`. */
export function nextVersion(current, wanted) {
  const parts = current.split('.').map(Number);
  const place = ['major', 'minor', 'patch'].indexOf(wanted);
  if (place >= 0)
    return parts.map((part, index) => (index < place ? part : index === place ? part + 1 : 0)).join('.');
  if (!/^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}$/.test(wanted)) {
    return refuse(`'${wanted}' is no version. Say patch, minor, major, or one like 1.2.3.`);
  }
  const difference = wanted.split('.').map((part, index) => Number(part) - parts[index]);
  if (difference.find((number) => number !== 0) < 0) return refuse(`${wanted} is before ${current}.`);
  return wanted;
}

/** Sets the version wherever it stands: in each package.json, the lock file, and the demo's description of itself. */
export function setVersion(root, current, version) {
  const packages = ['', ...workspaces(root)];
  const { name } = libraryOf(root);
  const renew = (manifest) => {
    manifest.version = version;
    for (const dependencies of [manifest.dependencies, manifest.devDependencies]) {
      if (dependencies?.[name] !== undefined) dependencies[name] = version;
    }
  };
  for (const path of packages) edit(join(root, path, 'package.json'), renew);
  edit(join(root, 'package-lock.json'), (lock) => {
    lock.version = version;
    for (const path of packages) renew(lock.packages[path]);
  });
  const described = join(root, 'apps/demo/src/docs/set-up-docs.ts');
  const text = readFileSync(described, 'utf8');
  writeFileSync(described, text.replace(`.setVersion('${current}')`, `.setVersion('${version}')`));
}

function workspaces(root) {
  return readJson(join(root, 'package.json')).workspaces.flatMap((pattern) => {
    const folder = pattern.replace(/\/\*$/, '');
    return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
  });
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function edit(path, change) {
  const json = readJson(path);
  change(json);
  writeFileSync(path, `${JSON.stringify(json, undefined, 2)}\n`);
}
