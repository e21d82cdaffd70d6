import { setTimeout as pause } from 'node:timers/promises';

import type { KvBackEnd, KvDetails } from '../../core/kv-driver.js';
import { invalid } from '../../core/kv-fault.js';
import { backEndAt } from './back-end.js';
import { newClient } from './client.js';
import type { Argument, Connection, RedisNode, Reply } from './connection.js';
import { NotConnected } from './errors.js';
import { Link } from './link.js';
import type { CheckedRedisOptions, ConnectionSettings } from './redis.options.js';
import { replyCode } from './reply-code.js';
import { slotOf } from './slots.js';
import { addressOf, hostOf, portOf, type Topology, topologyOf } from './topology.js';
import { within } from './within.js';

/** Times that a command follows its key from node to node. */
const mostRedirections = 5;
/** Milliseconds between two looks at who has which slots, while something is amiss. */
const betweenLooks = 250;
/** Milliseconds for a node to say who has which slots. */
const patience = 1_000;

/** A cluster: each key has a slot, each slot a master, and both move. */
export class ClusterConnection implements Connection {
  readonly isSpread = true;
  readonly details: KvDetails;
  readonly backEnd: KvBackEnd;
  readonly #settings: ConnectionSettings;
  readonly #seeds: readonly string[];
  readonly #links = new Map<string, Link>();
  readonly #ended = new AbortController();
  #owners: Topology = [];
  #isLooking = false;

  constructor({ cluster = [], settings }: CheckedRedisOptions) {
    this.#seeds = cluster.map(({ host, port }) => addressOf(host, port));
    this.#settings = settings;
    this.details = { cluster: this.#seeds.join(', ') };
    this.backEnd = backEndAt(cluster[0]);
  }

  async open(): Promise<void> {
    const failures: unknown[] = [];
    for (const seed of this.#seeds) {
      try {
        await this.#linkTo(seed).open();
        await this.#ask(this.#linkTo(seed));
        // Those that cannot be reached are tried again; the others serve.
        const masters = this.#masters();
        const opened = await Promise.allSettled(masters.map((link) => link.open()));
        if (opened.some(({ status }) => status === 'fulfilled')) return;
        for (const one of opened) if (one.status === 'rejected') failures.push(one.reason);
      } catch (error) {
        failures.push(error);
      }
    }
    throw failures[0];
  }

  async send(key: string, args: readonly Argument[]): Promise<Reply> {
    const slot = slotOf(key);
    let asked = this.#ownerOf(slot);
    for (let redirections = 0; ; redirections += 1) {
      try {
        return await asked.send(args);
      } catch (error) {
        const [, target] = /^(?:MOVED|ASK) \d+ (\S+)/.exec((error as Error).message) ?? [];
        // The key is elsewhere, so nothing was done.
        if (target === undefined || redirections === mostRedirections) {
          if (isAmiss(error)) this.#lookAgain();
          throw error;
        }
        const to = this.#linkTo(target.startsWith(':') ? hostOf(asked.address) + target : target);
        await to.open().catch((why: unknown) => {
          throw new NotConnected(why);
        });
        if (replyCode(error) === 'ASK') {
          asked = asking(to);
        } else {
          this.#lookAgain();
          asked = to;
        }
      }
    }
  }

  masters(): readonly RedisNode[] {
    return this.#masters();
  }

  close(): Promise<void> {
    this.#ended.abort();
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
    return Promise.resolve();
  }

  #masters(): Link[] {
    const addresses = [...new Set(this.#owners)].filter((address) => address !== undefined);
    return addresses.sort().map((address) => this.#linkTo(address));
  }

  #ownerOf(slot: number): RedisNode {
    const address = this.#owners[slot];
    if (address !== undefined) return this.#linkTo(address);
    this.#lookAgain();
    return { address: '', send: refuse };
  }

  #linkTo(address: string): Link {
    const known = this.#links.get(address);
    if (known) return known;
    const server = { host: hostOf(address), port: portOf(address) };
    const link = new Link(
      () => ({ address, client: newClient(server, this.#settings) }),
      () => {
        if (!link.isReady) this.#lookAgain();
      },
    );
    link.address = address;
    this.#links.set(address, link);
    // Whoever sends on it learns why it is not open.
    if (!this.#ended.signal.aborted) link.open().catch(() => undefined);
    return link;
  }

  /** Asks a node who has which slots. */
  async #ask(link: Link): Promise<void> {
    this.#owners = topologyOf(await within(patience, askForSlots(link)), link.address);
  }

  #lookAgain(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    void this.#lookUntilWhole().finally(() => {
      this.#isLooking = false;
    });
  }

  /** Until each slot has a master that is connected. */
  async #lookUntilWhole(): Promise<void> {
    const { signal } = this.#ended;
    for (let isWhole = false; !isWhole && !signal.aborted;) {
      await this.#askAny();
      isWhole = this.#masters().every((link) => link.isReady) && !this.#owners.includes(undefined);
      await pause(betweenLooks, undefined, { signal, ref: false }).catch(() => undefined);
    }
    this.#letGo();
  }

  async #askAny(): Promise<void> {
    for (const address of new Set([...this.#links.keys(), ...this.#seeds])) {
      const link = this.#linkTo(address);
      if (!link.isReady) continue;
      try {
        await this.#ask(link);
        return;
      } catch {
        // Another may know.
      }
    }
  }

  /** Of nodes that have no slots any more. The seeds stay, to ask them. */
  #letGo(): void {
    const inUse = new Set([...this.#owners, ...this.#seeds]);
    for (const [address, link] of this.#links) {
      if (inUse.has(address)) continue;
      link.close();
      this.#links.delete(address);
    }
  }
}

async function askForSlots(link: Link): Promise<Reply> {
  try {
    return await link.send(['CLUSTER', 'SLOTS']);
  } catch (error) {
    if (replyCode(error) !== 'ERR') throw error;
    throw invalid("this server is no node of a cluster. Give option 'url' in place of 'cluster'.");
  }
}

/** A node that takes a slot over, but does not own it yet, serves only those who say that they were sent. */
function asking(link: Link): RedisNode {
  return {
    address: link.address,
    send(args) {
      // Sent in one go, so that nothing comes between them.
      link.send(['ASKING']).catch(() => undefined);
      return link.send(args);
    },
  };
}

/** Whether who has which slots may have changed. */
function isAmiss(error: unknown): boolean {
  const code = replyCode(error);
  return code === undefined || code === 'CLUSTERDOWN' || code === 'READONLY' || code === 'MOVED';
}

/** As `Link` refuses what it cannot send. */
async function refuse(): Promise<never> {
  await new Promise(setImmediate);
  throw new NotConnected(new Error('CLUSTERDOWN No node serves the slot of this key.'));
}
