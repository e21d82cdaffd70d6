import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Milliseconds for a server that runs to answer. */
const patience = 1_000;

/**
 * Whether something that speaks Redis's protocol is there, be it only to ask for a password.
 *
 * @param ca PEM, where it speaks TLS.
 */
export function answers(port: number, ca?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const where = { host: '127.0.0.1', port };
    const socket = ca === undefined ? connect(where) : connectTls({ ...where, ca });
    const end = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    const fail = () => {
      end(false);
    };
    socket.setTimeout(patience, fail).once('error', fail).once('end', fail);
    socket.once('data', (answer: Buffer) => {
      end(/^(\+PONG|-NOAUTH|-DENIED)/.test(answer.toString()));
    });
    socket.write('PING\r\n');
  });
}
