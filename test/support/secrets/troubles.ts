import { isShort } from '../../faults/amount.js';
import { networkTrouble } from '../faults/troubles.js';
import type { TcpProxy } from '../faults/tcp-proxy.js';
import type { Trouble } from '../faults/under-fault.js';

/** After each of these a client says something else of what was under way. */
const telling = ['answers come too late', 'connections are reset', 'answers are lost with their connections'];

export function troubles(proxy: TcpProxy): Trouble[] {
  return telling.slice(isShort ? 2 : 0).map((name) => networkTrouble(name, proxy));
}
