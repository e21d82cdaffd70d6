import { invalid, KvFault } from '../../core/kv-fault.js';
import { within } from '../../core/within.js';
import { hasErrCode, NoAnswer, NoResponders, streamNotFound } from './errors.js';
import type { BucketSettings } from './nats.options.js';
import type { Stream } from './stream.js';
import { expiresByItself, type StreamConfig, type StreamInfo } from './stream-info.js';

/** Its name is another stream's by now, which somebody else has just created. */
const nameInUse = 10_058;

/** Milliseconds until a question is asked again, and how often it is asked: for as long as opening may take. */
const patience = 4_000;
const mostAttempts = 8;

/** Finds the bucket, or creates it. */
export async function openBucket(
  stream: Stream,
  bucket: string,
  settings: BucketSettings,
  notice: (message: string) => void,
): Promise<void> {
  const info = await findOrCreate(stream, settings);
  check(info.config, stream, bucket);
  stream.learn(info);
  for (const message of notices(info, bucket, settings)) notice(message);
}

async function findOrCreate(stream: Stream, settings: BucketSettings): Promise<StreamInfo> {
  try {
    return await answered(() => stream.ask<StreamInfo>('INFO'));
  } catch (error) {
    if (error instanceof NoResponders) throw noJetStream();
    if (!hasErrCode(error, streamNotFound)) throw error;
  }
  try {
    return await answered(() => stream.ask<StreamInfo>('CREATE', configOf(stream, settings)));
  } catch (error) {
    if (!hasErrCode(error, nameInUse)) throw error;
    return answered(() => stream.ask<StreamInfo>('INFO'));
  }
}

/**
 * Asks again where no answer comes, as from a cluster that changes its leader at that moment. To create a bucket again
 * that is there, with the same settings, changes nothing.
 */
async function answered(ask: () => Promise<StreamInfo>): Promise<StreamInfo> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await within(patience, ask(), () => new NoAnswer());
    } catch (error) {
      if (!(error instanceof NoAnswer) || attempt === mostAttempts) throw error;
    }
  }
}

/** Where JetStream is, somebody answers, be it that there is no leader. */
function noJetStream(): KvFault {
  return new KvFault(
    'UNSUPPORTED',
    'there is no JetStream. Start the servers with -js, or enable it for the account.',
  );
}

/** As NATS's own clients create it, and with per-message TTL where the server knows that. */
function configOf(
  stream: Stream,
  { replicas = 1, storage = 'file', history = 1, maxBytes = -1 }: BucketSettings,
): object {
  return {
    name: stream.name,
    subjects: [stream.subjectOf('>')],
    storage,
    num_replicas: replicas,
    max_msgs_per_subject: history,
    max_bytes: maxBytes,
    max_msgs: -1,
    max_msg_size: -1,
    max_age: 0,
    max_consumers: -1,
    retention: 'limits',
    discard: 'new',
    duplicate_window: 120_000_000_000,
    allow_rollup_hdrs: true,
    deny_delete: true,
    allow_direct: true,
    allow_msg_ttl: true,
  };
}

function check({ subjects, mirror, sealed }: StreamConfig, stream: Stream, bucket: string): void {
  if (mirror) {
    throw invalid(
      `bucket '${bucket}' is a mirror, which takes no changes. Name its origin in option 'bucket'.`,
    );
  }
  if (sealed) throw new KvFault('UNSUPPORTED', `bucket '${bucket}' is sealed: it takes no changes any more.`);
  if (!subjects?.includes(stream.subjectOf('>'))) {
    throw invalid(`stream ${stream.name} is there, but is no bucket. Give another name in option 'bucket'.`);
  }
}

/** What keeps a promise from being kept. */
function notices(info: StreamInfo, bucket: string, settings: BucketSettings): string[] {
  const { config } = info;
  const said: string[] = [];
  if (config.max_age > 0) {
    said.push(
      `Bucket '${bucket}' removes every entry after ${config.max_age / 1e9} s, also those without a ttl. ` +
        `Set its max_age to 0 where entries must stay.`,
    );
  }
  if (config.discard === 'old' && (config.max_bytes > 0 || config.max_msgs > 0)) {
    said.push(
      `Where bucket '${bucket}' is full it removes the oldest entries, without a word. ` +
        `Set its discard policy to 'new' where entries must stay.`,
    );
  }
  if (config.deny_purge && !expiresByItself(info)) {
    said.push(
      `Bucket '${bucket}' allows no purge, so the space of what was deleted or has expired is not given back.`,
    );
  }
  const found = {
    replicas: config.num_replicas,
    storage: config.storage,
    history: config.max_msgs_per_subject,
    maxBytes: config.max_bytes,
  };
  for (const [name, value] of Object.entries(found)) {
    const wanted = settings[name as keyof BucketSettings];
    if (wanted === undefined || wanted === value) continue;
    said.push(
      `Bucket '${bucket}' was there already, with ${name} ${value} and not ${wanted}, as option '${name}' says. ` +
        `It was left as it is: change one of them.`,
    );
  }
  return said;
}
