// What may be read. Each value says under which key it was written, and as which of its writes.

/** Of one entry: the last write that was acknowledged, and the last that was tried. */
class Bounds {
  acknowledged = 0;
  tried = 0;
}

/** Long enough to be seen where it is kept by mistake. */
const padding = '.'.repeat(180);

export class Truth {
  /** In sentences, of which the first few are enough. */
  wrong = [];
  wrongs = 0;
  #bounds = new Map();

  of(key) {
    let bounds = this.#bounds.get(key);
    if (!bounds) this.#bounds.set(key, (bounds = new Bounds()));
    return bounds;
  }

  acknowledge(key, number) {
    const bounds = this.of(key);
    bounds.acknowledged = Math.max(bounds.acknowledged, number);
  }

  /** An entry that is used no more. */
  forget(key) {
    this.#bounds.delete(key);
  }

  valueOf = (key, number) => `${key} ${number} ${padding}`;

  /** Whether it is one that was written under the key. `from`: the oldest that may be read. */
  check(key, value, from = 0) {
    if (value === undefined) {
      if (from > 0) this.say(`${key} was gone after write ${from}`);
      return;
    }
    const [name, number, rest] = value.split(' ');
    if (name !== key || rest !== padding) this.say(`${key} held what was never written there`);
    else this.checkNumber(key, Number(number), from);
  }

  checkNumber(key, number, from) {
    const { tried } = this.of(key);
    if (!(number >= from && number <= tried)) this.say(`${key} was ${number}, not from ${from} to ${tried}`);
  }

  say(what) {
    this.wrongs += 1;
    if (this.wrong.length < 10) this.wrong.push(what);
  }
}
