/** What one node of a cluster knows of another, or of itself. */
export interface NodeSeen {
  readonly id: string;
  readonly port: number;
  readonly isMaster: boolean;
  /** Or is believed to. */
  readonly hasFailed: boolean;
  /** `-` for a master. */
  readonly masterId: string;
  /** Where two claim a slot, the higher one has it. */
  readonly epoch: number;
  /** As `0-99 200`. */
  readonly slots: string;
}

/** Reads the answer to CLUSTER NODES. */
export function parseNodes(answer: string): NodeSeen[] {
  const lines = answer.split('\n').filter(Boolean);
  return lines.map((line) => {
    const [id = '', address = '', flags = '', masterId = '', , , epoch, , ...slots] = line.split(' ');
    return {
      id,
      port: Number(/:(\d+)/.exec(address)?.[1]),
      isMaster: flags.includes('master'),
      hasFailed: flags.includes('fail'),
      masterId,
      epoch: Number(epoch),
      // In brackets are those on their way to another node, or from there.
      slots: slots.filter((range) => !range.startsWith('[')).join(' '),
    };
  });
}

/** Who has the slot, as those know who know the latest. */
export function ownerOf(slot: number, views: readonly (readonly NodeSeen[])[]): NodeSeen | undefined {
  const owners = views.flat().filter((node) => node.isMaster && includes(node.slots, slot));
  return owners.sort((a, b) => b.epoch - a.epoch)[0];
}

/** Whether these nodes, and nobody else, know each other and agree on who serves which slots. */
export function agree(views: readonly (readonly NodeSeen[])[], living: readonly number[]): boolean {
  const maps = views.map((nodes) => {
    const serving = nodes.filter(({ slots }) => slots !== '');
    if (!serving.every(({ port }) => living.includes(port))) return undefined;
    const known = nodes.filter(({ port, hasFailed }) => living.includes(port) && !hasFailed);
    if (known.length !== living.length) return undefined;
    return JSON.stringify(serving.map(({ port, slots }) => [port, slots]).sort());
  });
  return new Set(maps).size === 1 && maps[0] !== undefined;
}

function includes(slots: string, slot: number): boolean {
  return slots.split(' ').some((range) => {
    const [from, to = from] = range.split('-').map(Number);
    return from !== undefined && to !== undefined && from <= slot && slot <= to;
  });
}
