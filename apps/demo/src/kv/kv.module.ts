import { Module } from '@nestjs/common';
import { KvStoreModule } from 'nestjs-kv-store';

import { KvController } from './kv.controller.js';

@Module({
  // A folder of its own, or who knows how users and links are kept could change them as text, past all checks.
  imports: [KvStoreModule.forFeature([{ name: 'texts', namespace: 'texts' }])],
  controllers: [KvController],
})
export class KvModule {}
