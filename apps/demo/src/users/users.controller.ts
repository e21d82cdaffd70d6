import { Body, Controller, Delete, Get, HttpCode, NotFoundException, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';

import { ApiInvalid, ApiNotFound, ApiStoreErrors, ApiTooLarge } from '../docs/api-errors.js';
import { type User, userIdSchema, userSchema } from './user.schema.js';
import { UsersService } from './users.service.js';

@ApiTags('users')
@ApiParam({ name: 'id', description: "The user's id." })
@ApiInvalid('email: Invalid email address')
@ApiTooLarge(
  'The id is longer than the store can hold.',
  'The key has 3000 bytes with its namespace; this driver holds keys of up to 2048.',
)
@ApiStoreErrors()
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get(':id')
  @ApiOperation({ summary: 'Read a user' })
  @ApiOkResponse({ description: 'The user.', standardSchema: userSchema })
  @ApiNotFound('There is no such user.')
  async get(@Param('id', { schema: userIdSchema }) id: string): Promise<User> {
    const user = await this.users.find(id);
    if (!user) throw new NotFoundException('There is no such user.');
    return user;
  }

  @Put(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Store a user, new or changed' })
  @ApiNoContentResponse({ description: 'The user is stored.' })
  async put(
    @Param('id', { schema: userIdSchema }) id: string,
    @Body({ schema: userSchema }) user: User,
  ): Promise<void> {
    await this.users.save(id, user);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a user' })
  @ApiNoContentResponse({ description: 'There is no such user any more, whether or not there was before.' })
  async delete(@Param('id', { schema: userIdSchema }) id: string): Promise<void> {
    await this.users.remove(id);
  }
}
