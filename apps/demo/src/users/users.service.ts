import { Inject, Injectable } from '@nestjs/common';
import { KV_STORE, type KvStore } from 'nestjs-kv-store';

import { type User, userSchema } from './user.schema.js';

/** Users as JSON documents in a namespace of the store: user 42 is the entry `users:42`. */
@Injectable()
export class UsersService {
  private readonly users: KvStore;

  constructor(@Inject(KV_STORE) kv: KvStore) {
    this.users = kv.namespace('users');
  }

  async find(id: string): Promise<User | undefined> {
    const json = await this.users.get(id);
    return json === undefined ? undefined : userSchema.parse(JSON.parse(json));
  }

  async save(id: string, user: User): Promise<void> {
    await this.users.set(id, JSON.stringify(user));
  }

  async remove(id: string): Promise<void> {
    await this.users.delete(id);
  }
}
