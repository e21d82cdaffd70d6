// The servers, and what befalls them, from outside of their process.
import { fork } from 'node:child_process';

const starter = new URL('../support/start-typescript.cjs', import.meta.url);
const file = new URL('servers.ts', import.meta.url).pathname;

/** In the order in which they come; those that take a store seconds to notice come late, so that short runs have none. */
export const troubles = [
  'connections are reset',
  'answers come too late',
  'connections are ended',
  'the server is killed',
  'answers are lost with their connections',
  'little passes',
  'the server is frozen',
  'nothing passes',
  'answers are lost',
  'the other end is gone',
];

/**
 * What a driver is spared: after these a server accepts connections and stays silent for good, and the client of NATS
 * 3.4 keeps a socket for each attempt to connect to it, since it gives up a connection that did not come about without
 * ending it.
 */
const spared = { nats: ['nothing passes', 'answers are lost', 'the other end is gone'] };

export const isSpared = (driver, trouble) => spared[driver]?.includes(trouble) ?? false;

/** `start`, `befall` and `lift` as in servers.ts. They end with this process, however that ends. */
export function startServers() {
  const child = fork(starter, [file], { stdio: ['ignore', 2, 2, 'ipc'] });
  const waiting = new Map();
  let asked = 0;
  child.on('message', ({ id, value, error }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(value);
    else reject(new Error(error));
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const ask = (question, ...values) =>
    new Promise((resolve, reject) => {
      asked += 1;
      waiting.set(asked, { resolve, reject });
      child.send({ id: asked, question, values });
    });
  return {
    start: (driver) => ask('start', driver),
    befall: (driver, trouble) => ask('befall', driver, trouble),
    lift: (driver, trouble) => ask('lift', driver, trouble),
    stop: () => {
      child.disconnect();
      return ended;
    },
  };
}
