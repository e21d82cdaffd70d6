import type { ServerProcess } from '../servers/server-process.js';
import type { Fault, TcpProxy } from './tcp-proxy.js';
import type { Trouble } from './under-fault.js';

/** What can happen to a network. The delay is longer than a call has. */
const faults: Readonly<Record<string, Fault>> = {
  'answers come 100 ms later': { type: 'delay', ms: 50 },
  'answers come too late': { type: 'delay', ms: 800 },
  'connections are ended': { type: 'cut' },
  'connections are reset': { type: 'reset' },
  'the other end is gone': { type: 'half-open' },
  'nothing passes': { type: 'black-hole' },
  'answers are lost': { type: 'drop-answers' },
  'answers are lost with their connections': { type: 'drop-answers', thenCut: true },
  'little passes': { type: 'throttle', bytesPerSecond: 1_000 },
};

export const networkTroubles = Object.keys(faults);

export function networkTrouble(name: string, proxy: TcpProxy): Trouble {
  const fault = faults[name];
  if (!fault) throw new Error(`There is no trouble of that name: ${name}`);
  return {
    name,
    befall: () => {
      proxy.befall(fault);
    },
    lift: () => {
      proxy.heal();
    },
    sockets: () => proxy.sockets,
  };
}

/** What can happen to a server. */
export const serverTroubles = ['the server is killed', 'the server is frozen'];

export function serverTrouble(name: string, server: ServerProcess): Trouble {
  return name === 'the server is killed'
    ? { name, befall: () => server.kill(), lift: () => server.restart() }
    : {
        name,
        befall: () => {
          server.freeze();
        },
        lift: () => {
          server.thaw();
        },
      };
}
