import { Inject, Injectable, NotFoundException, PreconditionFailedException } from '@nestjs/common';
import { KV_STORE, type KvCommit, type KvStore, type KvVersion } from 'nestjs-kv-store';

import type { Conditions } from '../http/conditions.js';
import type { VersionMatch } from '../http/etag.js';
import { patched, type User, type UserPatch, userSchema } from './user.schema.js';

/** A user and, where the store has told it, the version. */
export interface VersionedUser {
  user: User;
  version?: KvVersion;
}

/** Users as JSON documents in a namespace of the store: user 42 is the entry `users:42`. */
@Injectable()
export class UsersService {
  private readonly users: KvStore;

  constructor(@Inject(KV_STORE) kv: KvStore) {
    this.users = kv.namespace('users');
  }

  async find(id: string): Promise<Required<VersionedUser>> {
    const entry = await this.users.getEntry(id);
    if (!entry) throw new NotFoundException('There is no such user.');
    return { user: parse(entry.value), version: entry.version };
  }

  async save(id: string, user: User, { ifMatch, ifNoneMatch }: Conditions): Promise<VersionedUser> {
    const json = JSON.stringify(user);
    if (ifNoneMatch) return { user, version: committed(await this.users.create(id, json)) };
    if (ifMatch === undefined) {
      await this.users.set(id, json);
      return { user };
    }
    if (ifMatch === '*') {
      held((await this.users.update(id, (current) => current && json)) !== undefined);
      return { user };
    }
    const version = await this.versionAmong(ifMatch, id);
    return { user, version: committed(await this.users.replaceIf(id, json, version)) };
  }

  /** 404 goes before 412: by RFC 9110 a condition counts only where the request would succeed without it. */
  async patch(id: string, patch: UserPatch, ifMatch?: VersionMatch): Promise<VersionedUser> {
    if (ifMatch !== undefined && ifMatch !== '*') {
      const { user, version } = await this.find(id);
      held(ifMatch.includes(version));
      const next = patched(user, patch);
      return {
        user: next,
        version: committed(await this.users.replaceIf(id, JSON.stringify(next), version)),
      };
    }
    const json = await this.users.update(id, (current) =>
      current === undefined ? undefined : JSON.stringify(patched(parse(current), patch)),
    );
    if (json === undefined) throw new NotFoundException('There is no such user.');
    return { user: parse(json) };
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

function parse(json: string): User {
  return userSchema.parse(JSON.parse(json));
}

function committed(commit: KvCommit): KvVersion {
  held(commit.ok);
  return commit.version;
}

function held(condition: boolean): asserts condition {
  if (!condition) throw new PreconditionFailedException('The user is not as the condition asks for.');
}
