import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command prints; where it fails, or is not at its end after two minutes, an error with all that it printed. */
export async function run(
  folder: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Output> {
  try {
    return await promisify(execFile)(command, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      timeout: 120_000,
      maxBuffer: 2 ** 24,
    });
  } catch (error) {
    const { message, stdout, stderr } = error as Error & Partial<Output>;
    throw new Error([message, stdout, stderr].join('\n'), { cause: error });
  }
}
