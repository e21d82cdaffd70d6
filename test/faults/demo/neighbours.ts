/** The id, slug and key of those who were there before, and whom no request means. */
export const neighbour = 'neighbour';

const user = { name: 'Grace', email: 'grace@example.org', age: 85 };
const link = { slug: neighbour, url: 'https://example.org/' };

const kept: readonly (readonly [path: string, body: object])[] = [
  [`/kv/${neighbour}`, { key: neighbour, value: 'kept' }],
  [`/users/${neighbour}`, user],
  [`/links/${neighbour}`, { ...link, hits: 0 }],
];

/** The slug of a link that anybody may follow. */
export const followed = 'followed';

/** Entries of somebody else. */
export class Neighbours {
  constructor(private readonly url: string) {}

  async moveIn(): Promise<void> {
    await this.#send('PUT', `/kv/${neighbour}`, { value: 'kept' });
    await this.#send('PUT', `/users/${neighbour}`, user);
    await this.#send('POST', '/links', link);
    await this.#send('POST', '/links', { slug: followed, url: 'https://example.org/' });
    await this.expectUnharmed();
  }

  /** By the `turn`th of them, or by all. */
  async expectUnharmed(turn?: number): Promise<void> {
    const some = turn === undefined ? kept : kept.slice(turn % kept.length, (turn % kept.length) + 1);
    for (const [path, body] of some) {
      const answer = await fetch(this.url + path);
      expect({ path, body: await answer.json() }).toEqual({ path, body });
    }
  }

  async #send(method: string, path: string, body: object): Promise<void> {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(this.url + path, { method, headers, body: JSON.stringify(body) });
    expect(answer.ok).toBe(true);
  }
}
