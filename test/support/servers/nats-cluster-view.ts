import type { NatsServer } from './nats-process.js';

/** Servers that have elected a leader: all of a cluster for its administration, some of them for a stream. */
interface Group {
  /** By its name. None, or an empty one, while there is none. */
  readonly leader?: string;
  /** The others, as the leader knows them. What others tell of them is old. */
  readonly replicas?: readonly { readonly name: string; readonly current: boolean }[];
}

/** Of a stream, on one node. */
interface Replica extends Group {
  /** Of the last message that it has. */
  readonly sequence: number;
}

/** What one node of a cluster knows. */
export interface View {
  readonly name: string;
  readonly id: string;
  /** All that it has of streams is up to date. */
  readonly isHealthy: boolean;
  /** The ids of the nodes that it is connected to. */
  readonly others: readonly string[];
  readonly cluster: Group;
  /** Those that it has a replica of. */
  readonly streams: ReadonlyMap<string, Replica>;
}

export async function viewOf(node: NatsServer): Promise<View> {
  const asked = ['healthz', 'routez', 'jsz?streams=true'].map((what) => node.monitor(what));
  const [health, routing, jetStream] = (await Promise.all(asked)) as [Health, Routing, JetStream];
  const streams = (jetStream.account_details ?? []).flatMap((account) => account.stream_detail ?? []);
  return {
    name: node.name,
    id: routing.server_id,
    isHealthy: health.status === 'ok',
    others: (routing.routes ?? []).map((route) => route.remote_id),
    cluster: jetStream.meta_cluster ?? {},
    streams: new Map(
      streams.map(({ name, cluster, state }) => [name, { ...cluster, sequence: state.last_seq }]),
    ),
  };
}

/** The name of the node that leads the stream, as most know who have it. */
export function leaderIn(views: readonly View[], stream: string): string | undefined {
  const leaders = views.flatMap((view) => view.streams.get(stream) ?? []).map(({ leader }) => leader);
  return leaders.find((one) => leaders.filter((other) => other === one).length > leaders.length / 2);
}

/**
 * Whether these nodes know each other, and each group of them has a leader, which all that live follow. A node that was
 * away is called current before it knows what it has missed, so replicas must also have what others had some time ago.
 */
export function areSettled(views: readonly View[], earlier: readonly View[]): boolean {
  const meet = views.every((view) => views.every(({ id }) => id === view.id || view.others.includes(id)));
  if (!meet || !views.every(({ isHealthy }) => isHealthy)) return false;
  const living = views.map(({ name }) => name);
  const streams = new Set(views.flatMap((view) => [...view.streams.keys()]));
  const caughtUp = [...streams].every(
    (stream) => Math.min(...sequencesOf(stream, views)) >= Math.max(...sequencesOf(stream, earlier)),
  );
  const groups = [...streams].map((stream) => told(views, (view) => view.streams.get(stream)));
  return (
    caughtUp && [told(views, ({ cluster }) => cluster), ...groups].every((group) => isLed(group, living))
  );
}

function sequencesOf(stream: string, views: readonly View[]): number[] {
  return views.flatMap((view) => view.streams.get(stream)?.sequence ?? []);
}

/** What each of those in a group tells of it. */
function told(views: readonly View[], of: (view: View) => Group | undefined): Map<string, Group> {
  const all = views.map((view) => [view.name, of(view)] as const);
  return new Map(all.flatMap(([name, group]) => (group ? [[name, group] as const] : [])));
}

function isLed(group: ReadonlyMap<string, Group>, living: readonly string[]): boolean {
  const [leader = '', ...rivals] = new Set([...group.values()].map((told) => told.leader));
  const replicas = group.get(leader)?.replicas ?? [];
  const following = replicas.filter(({ name }) => living.includes(name));
  const expected = [leader, ...following.map(({ name }) => name)].sort();
  const isComplete = expected.join() === [...group.keys()].sort().join();
  return rivals.length === 0 && isComplete && following.every(({ current }) => current);
}

interface Health {
  readonly status: string;
}

interface Routing {
  readonly server_id: string;
  readonly routes?: readonly { readonly remote_id: string }[];
}

interface JetStream {
  readonly meta_cluster?: Group;
  readonly account_details?: readonly {
    readonly stream_detail?: readonly {
      readonly name: string;
      readonly cluster?: Group;
      readonly state: { readonly last_seq: number };
    }[];
  }[];
}
