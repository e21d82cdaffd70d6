import { randomInt, randomUUID } from 'node:crypto';

import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import { json, KV_STORE, type KvStore } from 'nestjs-kv-store';

import {
  type CountedLink,
  type Link,
  type NewLink,
  type StoredLink,
  storedLinkSchema,
} from './link.schema.js';

/** Without those that are taken for each other: 0 and O, 1, l and I. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
const slugLength = 7;
/** One in 10^12 slugs is taken where there is one link; so many tries fail only where something is wrong. */
const tries = 5;

/** Short links, JSON documents in the namespace `links`, and how often each was followed, in `hits`. */
@Injectable()
export class LinksService {
  private readonly links: KvStore<StoredLink>;
  private readonly hits: KvStore<number>;

  constructor(@Inject(KV_STORE) kv: KvStore) {
    this.links = kv.namespace('links').as(json(storedLinkSchema));
    this.hits = kv.namespace('hits').as(json<number>());
  }

  async add({ slug, url, ttl }: NewLink): Promise<Link> {
    if (slug !== undefined) {
      const link = await this.create(slug, url, ttl);
      if (!link) throw new ConflictException('This slug is taken.');
      return link;
    }
    for (let left = tries; left > 0; left -= 1) {
      const link = await this.create(randomSlug(), url, ttl);
      if (link) return link;
    }
    throw new ConflictException('No free slug was found. Try again, or choose one.');
  }

  /**
   * Counts before it answers: in the background a count could fail with nobody told, and a shutdown would lose those
   * under way. The price is that a link leads nowhere while the store cannot count.
   */
  async follow(slug: string): Promise<string> {
    const { url, counter, ttl } = await this.find(slug);
    // By the first hit the counter gets the link's whole ttl. So it goes some time after the link, and never before
    // it, as it might by the time that is left: it is the store's clock that tells it, and not ours.
    await this.hits.increment(counter, 1, { ttl });
    return url;
  }

  async count(slug: string): Promise<CountedLink> {
    const { url, counter, expiresAt } = await this.find(slug);
    const hits = (await this.hits.get(counter)) ?? 0;
    return { slug, url, hits, ...(expiresAt !== undefined && { expiresAt }) };
  }

  /** Undefined where the slug is taken. */
  private async create(slug: string, url: string, ttl: number | undefined): Promise<Link | undefined> {
    const link = { url, counter: randomUUID(), ttl };
    const { ok } = await this.links.create(slug, link, { ttl });
    if (!ok) return undefined;
    if (ttl === undefined) return { slug, url };
    // By the store's clock. One that has expired meanwhile has done so by now.
    const expiresAt = (await this.links.getEntry(slug))?.expiresAt ?? Date.now();
    return { slug, url, expiresAt };
  }

  private async find(slug: string) {
    const entry = await this.links.getEntry(slug);
    if (!entry) throw new NotFoundException('There is no such link.');
    return { ...entry.value, expiresAt: entry.expiresAt };
  }
}

function randomSlug(): string {
  return Array.from({ length: slugLength }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}
