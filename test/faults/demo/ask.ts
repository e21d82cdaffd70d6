import { connect } from 'node:net';

export interface Answer {
  /** Undefined where the connection was closed without one. */
  readonly status: number | undefined;
  readonly headers: string;
  readonly body: string;
  /** All that came, of all answers. */
  readonly text: string;
}

/** Milliseconds after which something hangs. */
const patience = 10_000;

/**
 * Writes bytes to a connection of its own, and reads until the server closes it. A request that may be incomplete is
 * ended `endAfter` so many milliseconds in which nothing came.
 */
export function ask(port: number, bytes: Buffer, endAfter?: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    const giveUp = setTimeout(() => {
      socket.destroy();
      reject(new Error(`No end after ${patience} ms: ${Buffer.concat(chunks).toString().slice(0, 200)}`));
    }, patience);
    if (endAfter !== undefined) socket.setTimeout(endAfter, () => socket.end());
    socket.on('data', (chunk) => chunks.push(chunk));
    // A server that does not want the rest resets the connection, after its answer.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(giveUp);
      resolve(answerOf(Buffer.concat(chunks).toString('latin1')));
    });
    socket.write(bytes);
  });
}

/** The first of what came; more may follow, to bytes that were taken for another request. */
function answerOf(text: string): Answer {
  const final = text.replace(/^(HTTP\/1\.1 1\d\d .*?\r\n\r\n)+/s, '');
  const [headers = '', ...rest] = final.split('\r\n\r\n');
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(headers) ?? [];
  const [, length] = /^content-length: (\d+)/im.exec(headers) ?? [];
  const body = rest.join('\r\n\r\n').slice(0, length === undefined ? undefined : Number(length));
  return { status: status === undefined ? undefined : Number(status), headers, body, text };
}
