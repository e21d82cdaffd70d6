import { run } from './run.js';

/** The versions of Node that the package supports, by their major number. */
export const nodes = [20, 22, 24] as const;

/** Where Node of this major version is: the one that runs this, or one that npm brings once and keeps. */
export async function nodeOf(major: number): Promise<string> {
  if (process.version.startsWith(`v${String(major)}.`)) return process.execPath;
  const print = ['node', '--print', 'process.execPath'];
  const args = ['exec', '--yes', '--prefer-offline', `--package=node@${String(major)}`, '--', ...print];
  return (await run(process.cwd(), 'npm', args)).stdout.trim();
}
