import { Injectable, NotFoundException, PreconditionFailedException } from '@nestjs/common';
import { InjectKvStore, type KvCommit, type KvStore, type KvVersion } from 'nestjs-kv-store';

import type { Conditions } from '../http/conditions.js';
import type { VersionMatch } from '../http/etag.js';
import { type ListedUser, type PageQuery, patched, type User, type UserPatch } from './user.schema.js';

/** A user and, where the store has told it, the version. */
export interface VersionedUser {
  user: User;
  version?: KvVersion;
}

export interface UsersPage {
  users: ListedUser[];
  /** Where the next page begins; without it this is the last. */
  cursor?: string;
}

/** Users, checked against their schema on the way in and out: user 42 is the entry `users:42`. */
@Injectable()
export class UsersService {
  constructor(@InjectKvStore('users') private readonly users: KvStore<User>) {}

  async list(query: PageQuery): Promise<UsersPage> {
    const { entries, ...cursor } = await this.users.page(query);
    return { users: entries.map(({ key, value }) => ({ id: key, ...value })), ...cursor };
  }

  async find(id: string): Promise<Required<VersionedUser>> {
    const entry = await this.users.getEntry(id);
    if (!entry) throw new NotFoundException('There is no such user.');
    return { user: entry.value, version: entry.version };
  }

  async save(id: string, user: User, { ifMatch, ifNoneMatch }: Conditions): Promise<VersionedUser> {
    if (ifNoneMatch) return { user, version: committed(await this.users.create(id, user)) };
    if (ifMatch === undefined) {
      await this.users.set(id, user);
      return { user };
    }
    if (ifMatch === '*') {
      held((await this.users.update(id, (current) => current && user)) !== undefined);
      return { user };
    }
    const version = await this.versionAmong(ifMatch, id);
    return { user, version: committed(await this.users.replaceIf(id, user, version)) };
  }

  /** 404 goes before 412: by RFC 9110 a condition counts only where the request would succeed without it. */
  async patch(id: string, patch: UserPatch, ifMatch?: VersionMatch): Promise<VersionedUser> {
    if (ifMatch !== undefined && ifMatch !== '*') {
      const { user, version } = await this.find(id);
      held(ifMatch.includes(version));
      const next = patched(user, patch);
      return { user: next, version: committed(await this.users.replaceIf(id, next, version)) };
    }
    const user = await this.users.update(id, (current) => current && patched(current, patch));
    if (user === undefined) throw new NotFoundException('There is no such user.');
    return { user };
  }

  async remove(id: string, ifMatch?: VersionMatch): Promise<void> {
    if (ifMatch === undefined) await this.users.delete(id);
    else if (ifMatch === '*') held((await this.users.take(id)) !== undefined);
    else held(await this.users.deleteIf(id, await this.versionAmong(ifMatch, id)));
  }

  /** The one to hold the entry to: of several, that which it has now. */
  private async versionAmong([version, ...others]: readonly KvVersion[], id: string): Promise<KvVersion> {
    if (version !== undefined && others.length === 0) return version;
    const entry = await this.users.getEntry(id);
    held(entry !== undefined && [version, ...others].includes(entry.version));
    return entry.version;
  }
}

function committed(commit: KvCommit): KvVersion {
  held(commit.ok);
  return commit.version;
}

function held(condition: boolean): asserts condition {
  if (!condition) throw new PreconditionFailedException('The user is not as the condition asks for.');
}
