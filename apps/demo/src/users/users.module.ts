import { Module } from '@nestjs/common';
import { json, KvStoreModule } from 'nestjs-kv-store';

import { userSchema } from './user.schema.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [KvStoreModule.forFeature([{ name: 'users', namespace: 'users', codec: json(userSchema) }])],
  controllers: [UsersController],
  providers: [UsersService],
})
export class UsersModule {}
