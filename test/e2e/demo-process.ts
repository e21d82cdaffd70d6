import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const main = `${process.cwd()}/apps/demo/dist/main.js`;

/** What the demo would take from the environment of whoever runs the tests. */
const foreign =
  /^((AWS|DYNAMODB|KV|LMDB|NATS|REDIS)_|(PORT|DOCS|METRICS|HEALTH_DETAILS|RATE_LIMIT|TRUST_PROXY)$)/;

/** The built demo as a process of its own. */
export class DemoProcess {
  stdout = '';
  stderr = '';
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #mark = randomUUID();

  constructor(cwd: string, env: Record<string, string>) {
    const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
    this.#child = spawn(process.execPath, [main], {
      cwd,
      env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ...env, TEST_MARK: this.#mark },
    });
    this.#child.stdout?.on('data', (chunk) => (this.stdout += String(chunk)));
    this.#child.stderr?.on('data', (chunk) => (this.stderr += String(chunk)));
    this.ended = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  /** Resolves when the demo says what `pattern` matches. */
  async says(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.stdout)) {
      const over = await Promise.race([this.ended.then(() => true), setTimeout(20, false)]);
      if (over) throw new Error(`The demo ended before it said ${String(pattern)}: ${this.stderr}`);
    }
  }

  /** Resolves when it has said all that it says at its start. */
  async isReady(): Promise<void> {
    await this.says(/\[Demo\] Limit .*\n/);
  }

  async stop(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.ended;
  }

  /** Whether nothing that it started runs any more; a shell's last `sleep` may need a second. */
  async leavesNothing(): Promise<boolean> {
    for (let tries = 0; tries < 30; tries += 1) {
      if (this.#processes().length === 0) return true;
      await setTimeout(100);
    }
    return false;
  }

  /** Ends whatever is left of it. */
  async clear(): Promise<void> {
    for (const pid of this.#processes()) process.kill(pid, 'SIGKILL');
    await this.ended;
  }

  /** Itself and whatever it or its children started, known by the mark in their environment. */
  #processes(): number[] {
    // Only Linux tells; elsewhere nothing is found.
    if (!existsSync('/proc')) return [];
    const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
    return pids.filter((pid) => environmentOf(pid).includes(`TEST_MARK=${this.#mark}`));
  }
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/environ`, 'utf8');
  } catch {
    // It has ended, or is someone else's.
    return '';
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
