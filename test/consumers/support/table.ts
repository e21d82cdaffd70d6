/** Collects what became of each row, and prints all of them when the tests of the file are done. */
export class Table {
  readonly #rows: string[][] = [];

  constructor(...head: readonly string[]) {
    this.#rows.push([...head, 'result', 'seconds']);
    afterAll(() => {
      this.#print();
    });
  }

  async row(cells: readonly string[], test: () => Promise<void>): Promise<void> {
    const start = performance.now();
    const told = (result: string) => {
      this.#rows.push([...cells, result, ((performance.now() - start) / 1_000).toFixed(1)]);
    };
    try {
      await test();
      told('passed');
    } catch (error) {
      told('FAILED');
      throw error;
    }
  }

  #print(): void {
    const [head = []] = this.#rows;
    const widths = head.map((_, column) => Math.max(...this.#rows.map((row) => row[column]?.length ?? 0)));
    const lines = this.#rows.map((row) =>
      row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '),
    );
    process.stdout.write(`\n${lines.join('\n')}\n\n`);
  }
}
