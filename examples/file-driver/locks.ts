/** Work on one name is done one after the other, in the order in which it came; work on others goes on beside it. */
export class Locks {
  private readonly last = new Map<string, Promise<void>>();

  run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const result = (this.last.get(name) ?? Promise.resolve()).then(work);
    const end = result.then(ignore, ignore).then(() => {
      if (this.last.get(name) === end) this.last.delete(name);
    });
    this.last.set(name, end);
    return result;
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.last.size > 0) await Promise.all(this.last.values());
  }
}

function ignore(): void {
  // Whoever asked for the work is told how it ended; who comes next only waits for the end.
}
