import type {
  KvBackEnd,
  KvChange,
  KvCoalescing,
  KvDetails,
  KvDriver,
  KvDriverCall,
  KvLimits,
  KvRecord,
  KvRecordPage,
  KvRecordRange,
  KvResults,
} from '../../core/kv-driver.js';
import type { KvVersion } from '../../core/kv-store.js';
import { outcomesOf } from '../../core/kv-results.js';
import { openBucket } from './bucket.js';
import { swap, write } from './changes.js';
import { classify } from './classify.js';
import { Connection } from './connection.js';
import { healthOf } from './health.js';
import { Lists } from './lists.js';
import { readMessage } from './message.js';
import { type CheckedNatsOptions, checkNatsOptions } from './nats.options.js';
import { serverAt } from './nats-url.js';
import { recordOf } from './records.js';
import { isAtomic, notAtomic } from './server-version.js';
import { Stream } from './stream.js';
import { Sweeper } from './sweeper.js';

/** A subject has at most 4,096 bytes with its request, and a byte of a key takes up to three; a message 1 MB. */
const limits: KvLimits = { keyBytes: 1_024, entryBytes: 1_048_576 - 512 };

export function createNatsDriver(options: object): KvDriver {
  return new NatsDriver(checkNatsOptions(options));
}

class NatsDriver implements KvDriver {
  readonly name = 'nats';
  readonly limits = limits;
  readonly classify = classify;
  readonly details: KvDetails;
  readonly backEnd: KvBackEnd;
  readonly #options: CheckedNatsOptions;
  readonly #connection: Connection;
  readonly #stream: Stream;
  readonly #lists: Lists;
  readonly #sweeper: Sweeper;
  #isReopening = false;

  constructor(options: CheckedNatsOptions) {
    const { bucket, servers, client } = options;
    this.#options = options;
    this.details = client
      ? { client: 'handed in', bucket }
      : { servers: servers.map(({ address }) => address).join(', '), bucket };
    this.backEnd = {
      system: 'nats',
      collection: bucket,
      ...(!client && servers[0] && serverAt(servers[0].address)),
    };
    this.#connection = new Connection(options, () => {
      // It may have been created anew meanwhile.
      this.#stream.learn(undefined);
    });
    this.#stream = new Stream(this.#connection, bucket, (known) => {
      // In memory it is gone whenever its servers are. One that was deleted is missed, and not replaced.
      if (known.config.storage === 'memory') void this.#reopen();
    });
    this.#lists = new Lists(this.#connection, this.#stream);
    this.#sweeper = new Sweeper(this.#connection, this.#stream);
  }

  /** Each key is a request of its own. One connection carries them all, one behind the other. */
  get coalescing(): KvCoalescing {
    return { reads: 1, writes: 1, inFlight: this.#stream.answers.most };
  }

  async open(call: KvDriverCall): Promise<void> {
    const { bucket, settings } = this.#options;
    await this.#connection.open();
    await openBucket(this.#stream, bucket, settings, (message) => {
      call.notice(message);
    });
    const { config } = await this.#stream.info();
    if (!isAtomic(config.num_replicas, this.#connection.version)) {
      call.notice(`Bucket '${bucket}': ${notAtomic}`);
    }
    this.#sweeper.start(call);
  }

  async close(): Promise<void> {
    this.#sweeper.stop();
    this.#lists.close();
    await this.#connection.close();
  }

  ping(): Promise<KvDetails> {
    return healthOf(this.#connection, this.#stream);
  }

  read(keys: readonly string[], call: KvDriverCall): Promise<KvResults<KvRecord | undefined>> {
    return outcomesOf(
      keys.map(async (key) => {
        const subject = this.#stream.subjectFor(key);
        const message = await readMessage(this.#connection, this.#stream, subject, call.consistency);
        return recordOf(message, this.#stream, call);
      }),
    );
  }

  write(changes: readonly KvChange[]): Promise<KvResults<void>> {
    return outcomesOf(changes.map((change) => write(this.#stream, change)));
  }

  swap(
    change: KvChange,
    expected: KvVersion | undefined,
    call: KvDriverCall,
  ): Promise<KvVersion | undefined> {
    return swap(this.#connection, this.#stream, change, expected, call);
  }

  list(range: KvRecordRange, call: KvDriverCall): Promise<KvRecordPage> {
    return this.#lists.page(range, call);
  }

  async #reopen(): Promise<void> {
    if (this.#isReopening) return;
    this.#isReopening = true;
    const { bucket, settings } = this.#options;
    // Until it works, each call that fails tries it again.
    await openBucket(this.#stream, bucket, settings, () => undefined).catch(() => undefined);
    this.#isReopening = false;
  }
}
