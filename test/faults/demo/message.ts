import fc from 'fast-check';

/** What goes over the wire, and what is odd about it. */
export class Message {
  constructor(
    readonly kind: string,
    readonly bytes: Buffer,
    /** Whether the server may wait for more of it. */
    readonly isCut = false,
  ) {}

  [fc.toStringMethod](): string {
    const text = this.bytes.toString('latin1');
    return `${this.kind}: ${JSON.stringify(text.slice(0, 600))} (${text.length} bytes)`;
  }
}

export type Header = readonly [name: string, value: string];

export interface Parts {
  method: string;
  target: string;
  headers?: readonly Header[];
  body?: Buffer | string | undefined;
}

/** A request that is well framed, whatever is in it. */
export function requestOf({ method, target, headers = [], body }: Parts): Buffer {
  const bytes = body === undefined ? [] : [Buffer.from(body)];
  const length: Header[] = bytes.map(({ length }) => ['Content-Length', String(length)]);
  return Buffer.concat([headOf({ method, target, headers: [...headers, ...length] }), ...bytes]);
}

export function headOf({ method, target, headers = [] }: Parts): Buffer {
  const lines = [['Host', 'demo'], ['Connection', 'close'], ...headers].map(
    ([name = '', value = '']) => `${name}: ${value}\r\n`,
  );
  // As bytes, or what is not ASCII would not be what it was made to be.
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
}

export const json: Header = ['Content-Type', 'application/json'];
