import type { KvDriverCall } from 'nestjs-kv-store';
import type { FileDirectory } from './file-directory.js';
import { classifyFileError } from './file-errors.js';
import { decodeRecordHead } from './file.record.js';
import type { Locks } from './locks.js';

/** Removes what has expired, one entry after the other, so that it never keeps calls waiting. */
export class Sweeper {
  private timer?: NodeJS.Timeout;
  private sweep: Promise<void> | undefined;
  private isStopped = false;
  private isTold = false;

  constructor(
    private readonly files: FileDirectory,
    private readonly locks: Locks,
    private readonly every: number,
  ) {}

  /** @param call That of `open`: its clock and its notices are the store's, for as long as the driver is open. */
  start(call: KvDriverCall): void {
    this.timer = setInterval(() => {
      this.sweep ??= this.removeExpired(call).finally(() => (this.sweep = undefined));
    }, this.every).unref();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    await this.sweep;
  }

  private async removeExpired(call: KvDriverCall): Promise<void> {
    let name = this.files.names.next('', undefined);
    while (name !== undefined && !this.isStopped) {
      try {
        await this.removeIfExpired(name, call);
      } catch (error) {
        this.tell(error, call);
      }
      name = this.files.names.next('', name);
    }
  }

  /** Looks and removes in one turn among the changes of the entry, so that it cannot meet what was written since. */
  private removeIfExpired(name: string, call: KvDriverCall): Promise<void> {
    return this.locks.run(name, async () => {
      const head = await this.files.readHead(name);
      if (!head) return;
      const { expiresAt } = decodeRecordHead(name, head.beginning, head.size);
      if (expiresAt !== undefined && expiresAt <= call.now()) await this.files.remove(name);
    });
  }

  /** What is no record is left for people to look at: who reads it is told. */
  private tell(error: unknown, call: KvDriverCall): void {
    if (this.isTold || classifyFileError(error).code === 'CORRUPT') return;
    this.isTold = true;
    call.notice(
      'Expired entries cannot be removed. Look whether the process may read and write the directory.',
    );
  }
}
