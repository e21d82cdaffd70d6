/**
 * The names of all entries, sorted. One process owns the directory, so it need not be read again: lists find their
 * place at once, and miss nothing that is renamed while they look.
 */
export class NameIndex {
  private names: string[] = [];

  get size(): number {
    return this.names.length;
  }

  fill(names: readonly string[]): void {
    this.names = [...names].sort();
  }

  has(name: string): boolean {
    return this.names[this.place(name)] === name;
  }

  add(name: string): void {
    const place = this.place(name);
    if (this.names[place] !== name) this.names.splice(place, 0, name);
  }

  delete(name: string): void {
    const place = this.place(name);
    if (this.names[place] === name) this.names.splice(place, 1);
  }

  /** The first name with this beginning that comes after the one given. */
  next(beginning: string, after: string | undefined): string | undefined {
    const from = after !== undefined && after >= beginning ? after : beginning;
    const place = this.place(from);
    const name = this.names[place] === after ? this.names[place + 1] : this.names[place];
    return name?.startsWith(beginning) ? name : undefined;
  }

  /** Of the first name that is not before the one given. Names are ASCII, so that `<` is the order of `sort`. */
  private place(name: string): number {
    let low = 0;
    let high = this.names.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.names[middle] ?? '') < name) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
