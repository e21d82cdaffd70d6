import { setTimeout as pause } from 'node:timers/promises';

type Send = (method: string, path: string, body?: object) => Promise<void>;

/** Milliseconds from the end of a client's requests to his next. */
const rest = 100;
/** Keys that are only read, so that a near cache may have them. */
const kept = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const none = ['none', 'no-more'];

/** What clients of the demo do again and again, each waiting for his own answers alone. */
const clients: readonly ((send: Send, round: number) => Promise<unknown>)[] = [
  async (send) => {
    // The second time the near cache has them.
    for (const keys of [[...kept, ...none], kept])
      await Promise.all(keys.map((key) => send('GET', `/kv/${key}`)));
  },
  (send, round) =>
    Promise.all([...kept, ...none].map((key) => send('PUT', `/kv/${key}-written`, { value: String(round) }))),
  (send) => send('GET', '/kv/' + 'k'.repeat(2_049)),
  (send) => send('GET', '/users/ada'),
  (send) => send('GET', '/users/broken'),
  (send) => send('GET', '/users'),
  (send, round) => send('PATCH', '/users/ada', { age: round % 100 }),
  (send) => send('GET', '/l/nest'),
  (send) => send('GET', '/health'),
];

/** Uses the demo as its clients do until it is stopped: hits, misses, batches, lists, counters, mistakes. */
export class Load {
  readonly #url: string;
  #isOver = false;
  #running: readonly Promise<void>[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  /** Resolves when what is read is there, and each request was made once. */
  async begin(): Promise<void> {
    const send = this.#send.bind(this);
    await send('PUT', '/users/ada', { name: 'Ada', email: 'ada@example.org' });
    await send('POST', '/links', { slug: 'nest', url: 'https://docs.nestjs.com' });
    for (const key of kept) await send('PUT', `/kv/${key}`, { value: 'kept' });
    await Promise.all(clients.map((client) => client(send, 0)));
    this.#running = clients.map(async (client) => {
      for (let round = 1; !this.#isOver; round += 1) {
        await client(send, round);
        await pause(rest);
      }
    });
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#running);
  }

  async #send(method: string, path: string, body?: object): Promise<void> {
    const answer = await fetch(this.#url + path, {
      method,
      redirect: 'manual',
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    // Else the connection is not free.
    await answer.arrayBuffer();
  }
}
