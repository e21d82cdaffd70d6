import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** Runs what only root may, as root or by sudo. */
function asRoot(command: string, ...args: string[]): void {
  const isRoot = process.getuid?.() === 0;
  execFileSync(isRoot ? command : 'sudo', isRoot ? args : ['-n', command, ...args], { stdio: 'pipe' });
}

/** A disk of so many bytes, in memory, which anyone may use. */
export class SmallDisk {
  constructor(
    readonly path: string,
    bytes: number,
  ) {
    mkdirSync(path);
    asRoot('mount', '-t', 'tmpfs', '-o', `size=${bytes},mode=1777`, 'tmpfs', path);
  }

  remove(): void {
    // Also where a test that failed has left something open.
    asRoot('umount', '--lazy', this.path);
  }
}
