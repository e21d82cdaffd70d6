import { connect } from 'node:net';

/** Milliseconds for a server that runs to answer. */
const patience = 1_000;

/** What a server says of itself to who connects, before it asks who that is or speaks TLS. */
export interface NatsInfo {
  readonly version: string;
  readonly jetstream?: boolean;
  readonly tls_required?: boolean;
}

/** Undefined where no NATS is. */
export function infoOf(port: number): Promise<NatsInfo | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (info?: NatsInfo) => {
      socket.destroy();
      resolve(info);
    };
    const fail = () => {
      end();
    };
    let said = '';
    socket.setTimeout(patience, fail).once('error', fail).once('end', fail);
    socket.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [, line] = /^INFO (.*)\r\n/.exec(said) ?? [];
      if (line !== undefined) end(JSON.parse(line) as NatsInfo);
    });
  });
}

/** Whether a server with JetStream is there, be it only to ask for a password. */
export async function hasJetStream(port: number): Promise<boolean> {
  return (await infoOf(port))?.jetstream === true;
}
