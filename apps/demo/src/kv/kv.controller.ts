import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Put,
  UseGuards,
} from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { KV_STORE, type KvStore } from 'nestjs-kv-store';

import {
  ApiInvalid,
  ApiNotFound,
  ApiStoreErrors,
  ApiTooLarge,
  ApiTooManyRequests,
  ApiUnsupportedMediaType,
} from '../docs/api-errors.js';
import { NoConditionsGuard, NoQueryGuard } from '../http/changes.guards.js';
import { type Entry, entrySchema, keySchema, type PutValue, putValueSchema } from './kv.schemas.js';

/** The plainest use of a store: one injected, its calls behind routes. */
@ApiTags('kv')
@ApiParam({ name: 'key', description: 'Any text; percent-encode what a URL cannot hold.' })
@ApiInvalid('value: Invalid input: expected string, received number')
@ApiTooLarge(
  'The key, or key and value together, exceed what the store can hold.',
  'Key and value have 500008 bytes; this driver holds entries of up to 409472.',
)
@ApiTooManyRequests()
@ApiStoreErrors()
@UseGuards(NoQueryGuard, NoConditionsGuard)
@Controller('kv')
export class KvController {
  private readonly kv: KvStore;

  /** A folder of its own, or who knows how users and links are kept could change them as text, past all checks. */
  constructor(@Inject(KV_STORE) kv: KvStore) {
    this.kv = kv.namespace('texts');
  }

  @Get(':key')
  @ApiOperation({ summary: 'Read a value' })
  @ApiOkResponse({ description: 'The entry.', standardSchema: entrySchema })
  @ApiNotFound('Nothing is stored under this key.')
  async get(@Param('key', { schema: keySchema }) key: string): Promise<Entry> {
    const value = await this.kv.get(key);
    if (value === undefined) throw new NotFoundException('Nothing is stored under this key.');
    return { key, value };
  }

  @Put(':key')
  @HttpCode(204)
  @ApiOperation({ summary: 'Store a value, in place of what was there' })
  @ApiNoContentResponse({ description: 'It is stored.' })
  @ApiUnsupportedMediaType()
  async put(
    @Param('key', { schema: keySchema }) key: string,
    @Body({ schema: putValueSchema }) { value, ttl }: PutValue,
  ): Promise<void> {
    await this.kv.set(key, value, { ttl });
  }

  @Delete(':key')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a value' })
  @ApiNoContentResponse({
    description: 'Nothing is stored under the key any more, whether or not there was before.',
  })
  async delete(@Param('key', { schema: keySchema }) key: string): Promise<void> {
    await this.kv.delete(key);
  }
}
