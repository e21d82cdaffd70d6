export type Attribute = Readonly<Record<string, unknown>>;
export type Item = Record<string, Attribute>;

/** What stands in a request for names and values of attributes. */
export interface Meanings {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, Attribute>;
}

/** Whether `item` fulfils a condition of DynamoDB's language, as far as our driver speaks it. */
export function fulfils(condition: string, item: Item | undefined, meanings: Meanings): boolean {
  return new Condition(condition, item ?? {}, meanings).value();
}

/** Makes the changes of an update expression, such as `SET a = :v, b = :w ADD c :one` or `REMOVE d`. */
export function applyUpdate(expression: string, item: Item, meanings: Meanings): string[] {
  const changed: string[] = [];
  for (const [, verb, list] of expression.matchAll(/(SET|ADD|REMOVE) (.*?)(?= (?:SET|ADD|REMOVE) |$)/g)) {
    for (const part of (list ?? '').split(', ')) {
      const [name = '', ...rest] = part.split(' ');
      const attribute = nameOf(name, meanings);
      const value = meanings.ExpressionAttributeValues?.[rest.at(-1) ?? ''];
      if (verb === 'REMOVE') Reflect.deleteProperty(item, attribute);
      else if (verb === 'SET' && value) item[attribute] = value;
      else item[attribute] = { N: String(Number(item[attribute]?.['N'] ?? 0) + Number(value?.['N'])) };
      changed.push(attribute);
    }
  }
  return changed;
}

function nameOf(token: string, { ExpressionAttributeNames: names }: Meanings): string {
  const name = names?.[token];
  if (name === undefined) throw new Error(`the stub knows no attribute ${token}`);
  return name;
}

/** A parser that evaluates as it goes. */
class Condition {
  readonly #tokens: string[];
  readonly #item: Item;
  readonly #meanings: Meanings;

  constructor(text: string, item: Item, meanings: Meanings) {
    this.#tokens = text.match(/<=|[()>=,]|[#:\w]+/g) ?? [];
    this.#item = item;
    this.#meanings = meanings;
  }

  value(): boolean {
    const value = this.#or();
    if (this.#tokens.length > 0) throw new Error(`the stub cannot read ${this.#tokens.join(' ')}`);
    return value;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.#takes('OR')) value = this.#and() || value;
    return value;
  }

  #and(): boolean {
    let value = this.#one();
    while (this.#takes('AND')) value = this.#one() && value;
    return value;
  }

  #one(): boolean {
    if (this.#takes('NOT')) return !this.#one();
    if (this.#takes('(')) {
      const value = this.#or();
      this.#expect(')');
      return value;
    }
    const test = functions[this.#tokens[0] ?? ''];
    return test ? this.#call(test) : this.#comparison();
  }

  #call(test: (attribute: Attribute | undefined, argument: string) => boolean): boolean {
    this.#tokens.shift();
    this.#expect('(');
    const attribute = this.#operand();
    const argument = this.#takes(',') ? this.#operand() : undefined;
    this.#expect(')');
    return test(attribute, String(argument?.['S']));
  }

  #comparison(): boolean {
    const left = this.#operand();
    if (this.#takes('BETWEEN')) {
      const least = this.#operand();
      this.#expect('AND');
      const greatest = this.#operand();
      return compare(left, least) >= 0 && compare(left, greatest) <= 0;
    }
    const comparator = this.#tokens.shift() ?? '';
    const order = compare(left, this.#operand());
    if (comparator === '=') return order === 0;
    if (comparator === '<=') return order <= 0;
    if (comparator === '>') return order > 0;
    throw new Error(`the stub knows no comparator ${comparator}`);
  }

  #operand(): Attribute | undefined {
    const token = this.#tokens.shift() ?? '';
    if (token.startsWith(':')) return this.#meanings.ExpressionAttributeValues?.[token];
    return this.#item[nameOf(token, this.#meanings)];
  }

  #takes(token: string): boolean {
    if (this.#tokens[0] !== token) return false;
    this.#tokens.shift();
    return true;
  }

  #expect(token: string): void {
    if (!this.#takes(token)) throw new Error(`the stub expects ${token} before ${this.#tokens.join(' ')}`);
  }
}

const functions: Readonly<Record<string, (one: Attribute | undefined, argument: string) => boolean>> = {
  attribute_exists: (one) => one !== undefined,
  attribute_not_exists: (one) => one === undefined,
  attribute_type: (one, type) => one !== undefined && type in one,
  begins_with: (one, prefix) => typeof one?.['S'] === 'string' && one['S'].startsWith(prefix),
};

/** Of another type, or not there: no comparison holds, as with NaN. */
function compare(one: Attribute | undefined, other: Attribute | undefined): number {
  if (one?.['N'] !== undefined && other?.['N'] !== undefined) return Number(one['N']) - Number(other['N']);
  for (const type of ['S', 'B']) {
    const [left, right] = [one?.[type], other?.[type]];
    if (typeof left === 'string' && typeof right === 'string')
      return left < right ? -1 : left > right ? 1 : 0;
  }
  return NaN;
}
