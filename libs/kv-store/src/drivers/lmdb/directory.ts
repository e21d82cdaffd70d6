import * as fs from 'node:fs';
import { dirname, join } from 'node:path';

import { invalid, KvFault } from '../../core/kv-fault.js';

/** Bytes that a new store takes at once, and more. */
const fewestFree = 2 ** 20;

// https://github.com/LMDB/lmdb: every page begins with a header, the first ones go on with this number and a version.
const magic = 0xbeefc0de;
const [magicAt, magicOfFormat1At] = [24, 16];
const format = 2;

/**
 * Makes the directory, and finds out whether it can hold a store, or holds one. LMDB itself would end the process where
 * it finds its files to be no good.
 */
export function prepareDirectory(path: string): void {
  makeDirectory(path);
  if (!fs.statSync(path).isDirectory()) {
    throw invalid(`option 'path' must be a directory. What is at ${path} is none.`);
  }
  const data = join(path, 'data.mdb');
  for (const file of [data, join(path, 'lock.mdb')]) {
    // Whoever may read and write a file may not be allowed to make one.
    if (fs.existsSync(file)) fs.accessSync(file, fs.constants.R_OK | fs.constants.W_OK);
    else fs.accessSync(path, fs.constants.W_OK | fs.constants.X_OK);
  }
  const head = headOf(data);
  if (head) checkHead(head, path);
  else if (freeBytes(path) < fewestFree) {
    throw new KvFault('EXHAUSTED', `the disk that option 'path' is on is full: ${path}. Free some space.`);
  }
}

/** Node's own `recursive` tries for ever where the parent is there and takes no directory, as `/proc`. */
function makeDirectory(path: string): void {
  try {
    fs.mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Be it no directory: that is said later.
    if (code === 'EEXIST') return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || fs.existsSync(parent)) throw error;
    makeDirectory(parent);
    makeDirectory(path);
  }
}

/** Of the disk, for us. */
export function freeBytes(path: string): number {
  const { bavail, bsize } = fs.statfsSync(path);
  return bavail * bsize;
}

/** Undefined where nothing has been written yet. */
function headOf(file: string): Buffer | undefined {
  if (!fs.existsSync(file)) return undefined;
  const handle = fs.openSync(file, 'r');
  try {
    const head = Buffer.alloc(magicAt + 8);
    return fs.readSync(handle, head) > 0 ? head : undefined;
  } finally {
    fs.closeSync(handle);
  }
}

function checkHead(head: Buffer, path: string): void {
  if (head.readUInt32LE(magicOfFormat1At) === magic) throw otherFormat(path, 'an LMDB before 1.0');
  if (head.readUInt32LE(magicAt) !== magic) {
    throw new KvFault(
      'CORRUPT',
      `the file data.mdb in ${path} is none of LMDB, or is damaged. Restore it, or change option 'path'.`,
    );
  }
  if ((head.readUInt32LE(magicAt + 4) & 0xffff) !== format) throw otherFormat(path, 'another LMDB');
}

function otherFormat(path: string, by: string): KvFault {
  return new KvFault(
    'UNSUPPORTED',
    `the file data.mdb in ${path} was written by ${by}, in a format that the package lmdb does not read. Change option 'path'.`,
  );
}
