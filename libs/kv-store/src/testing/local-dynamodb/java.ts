import { execFile } from 'node:child_process';
import { join } from 'node:path';

import { CannotRun } from './cannot-run.js';
import { firstLine } from './first-line.js';

const oldest = 17;
/** Milliseconds for `java -version`, which takes a tenth of a second on an idle machine. */
const timeout = 20_000;

/**
 * The `java` to run: that of JAVA_HOME, else the first on the PATH. Throws `CannotRun` where there is none or it is
 * too old, and another error where there is one that does not work, for that is not what its owner expects.
 */
export async function findJava(): Promise<string> {
  const home = process.env['JAVA_HOME'];
  for (const command of [...(home ? [join(home, 'bin', 'java')] : []), 'java']) {
    const version = await javaVersion(command);
    if (version === undefined) continue;
    if (version >= oldest) return command;
    throw new CannotRun(`it needs Java ${oldest} or later, and '${command}' is Java ${version}`, install);
  }
  throw new CannotRun(
    `it needs Java ${oldest} or later, and there is none in JAVA_HOME or on the PATH`,
    install,
  );
}

const install = `install Java ${oldest} or later`;

/** The version as people call it (8, 17, 21), or undefined where there is no such program. */
async function javaVersion(command: string): Promise<number | undefined> {
  const { error, output } = await run(command, ['-version']);
  // What macOS has in place of a Java that was never installed.
  if (error?.code === 'ENOENT' || /Unable to locate a Java Runtime|No Java runtime present/.test(output)) {
    return undefined;
  }
  // 1.8.0_432 is Java 8.
  const version = /version "(?:1\.)?(\d+)/.exec(output)?.[1];
  if (!error && version !== undefined) return Number(version);
  throw new Error(
    `Java does not work: '${command} -version' ${error ? howItEnded(error) : 'named no version'}` +
      `: ${firstLine(output)}. Repair that Java, or name engine 'dynalite'.`,
  );
}

interface RunError {
  code?: string | number | null;
  killed?: boolean;
  signal?: string | null;
}

function howItEnded({ code, killed, signal }: RunError): string {
  if (killed) return `gave no answer within ${timeout / 1_000} s`;
  if (typeof code === 'number') return `ended with exit code ${code}`;
  return `failed with ${code ?? signal ?? 'an unknown error'}`;
}

function run(command: string, args: string[]): Promise<{ error: RunError | null; output: string }> {
  return new Promise((resolve) => {
    // It writes its version to stderr.
    execFile(
      command,
      args,
      { timeout, killSignal: 'SIGKILL', windowsHide: true },
      (error, stdout, stderr) => {
        resolve({ error, output: stderr + stdout });
      },
    );
  });
}
