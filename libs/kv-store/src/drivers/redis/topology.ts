import type { Reply } from './connection.js';
import { slotCount } from './slots.js';

/** The address of the master of each slot, undefined where it has none. */
export type Topology = readonly (string | undefined)[];

/**
 * What a node answers to CLUSTER SLOTS: `[[from, to, [host, port, id, …], replicas…], …]`. A node that does not know
 * its own host leaves it empty: it is the one that was asked.
 */
export function topologyOf(reply: Reply, asked: string): Topology {
  const owners = new Array<string | undefined>(slotCount);
  for (const [from, to, [host, port]] of reply as [number, number, [Buffer | null, number]][]) {
    const name = host?.toString() ?? '';
    owners.fill(addressOf(name === '' || name === '?' ? hostOf(asked) : name, port), from, to + 1);
  }
  return owners;
}

/** `host:port`, an IPv6 address without brackets: what stands after the last colon is the port. */
export function addressOf(host: string, port: number): string {
  return `${host}:${String(port)}`;
}

export function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':'));
}

export function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}
