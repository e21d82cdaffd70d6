// Rebuilds the library and the demo when a file changes, and restarts the demo when its code is new.
import { spawn } from 'node:child_process';

const children = [
  ['node_modules/typescript/bin/tsc', '-b', '-w', '--preserveWatchOutput'],
  ['--watch', '--watch-preserve-output', 'apps/demo/dist/main.js'],
].map((args) => spawn(process.execPath, args, { stdio: 'inherit' }));

const stop = () => children.forEach((child) => child.kill('SIGTERM'));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
// Where one ends by itself the other is of no use.
for (const child of children) child.on('exit', stop);
