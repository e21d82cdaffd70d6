import type { ServerResponse } from 'node:http';

import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Put,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import {
  ApiConsumes,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';

import { ApiIfMatch, ApiIfMatchOrNone, ApiIfNoneMatch, etagHeader } from '../docs/api-conditions.js';
import {
  ApiConflict,
  ApiInvalid,
  ApiNotFound,
  ApiPreconditionFailed,
  ApiStoreErrors,
  ApiTooLarge,
  ApiTooManyRequests,
  ApiUnsupportedMediaType,
} from '../docs/api-errors.js';
import { NoQueryGuard } from '../http/changes.guards.js';
import { type Conditions, IfMatch, IfMatchOrNone } from '../http/conditions.js';
import { etagOf, type VersionMatch } from '../http/etag.js';
import { nextPageLink } from '../http/next-page-link.js';
import {
  type ListedUser,
  listedUserSchema,
  type PageQuery,
  pageQuerySchema,
  type User,
  userIdSchema,
  type UserPatch,
  userPatchSchema,
  userSchema,
} from './user.schema.js';
import { UsersService, type VersionedUser } from './users.service.js';

const ApiContended = () =>
  ApiConflict('Others changed the user all the while.', 'Other writers kept changing the entry.');
const ApiNotHeld = () => ApiPreconditionFailed('The user is not as the condition asks for.');

const ApiId = () => ApiParam({ name: 'id', description: "The user's id." });

@ApiTags('users')
@ApiInvalid('email: Invalid email address')
@ApiTooLarge(
  'The id is longer than the store can hold.',
  'The key has 3000 bytes with its namespace; this driver holds keys of up to 2048.',
)
@ApiTooManyRequests()
@ApiStoreErrors()
@UseGuards(NoQueryGuard)
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @ApiOperation({
    summary: 'List users',
    description:
      'In no order, page by page. A page may be short, or empty: only one without a next is the last.',
  })
  @ApiQuery({ name: 'limit', required: false, description: 'The most users to give.' })
  @ApiOkResponse({
    description: 'Some users.',
    standardSchema: listedUserSchema.array(),
    headers: {
      Link: {
        description: 'Where the next page is, if there is one (RFC 8288).',
        schema: { type: 'string', example: '</users?limit=20&cursor=nXq3>; rel="next"' },
      },
    },
  })
  async list(
    @Query({ schema: pageQuerySchema }) query: PageQuery,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<ListedUser[]> {
    const { users, cursor } = await this.users.list(query);
    if (cursor !== undefined) response.setHeader('Link', nextPageLink('/users', { ...query, cursor }));
    return users;
  }

  @Get(':id')
  @ApiId()
  @ApiOperation({ summary: 'Read a user' })
  @ApiIfNoneMatch()
  @ApiOkResponse({ description: 'The user.', standardSchema: userSchema, headers: etagHeader() })
  @ApiResponse({
    status: 304,
    description: 'The user is still as If-None-Match says.',
    headers: etagHeader(),
  })
  @ApiNotFound('There is no such user.')
  async get(
    @Param('id', { schema: userIdSchema }) id: string,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<User> {
    return answer(await this.users.find(id), response);
  }

  @Put(':id')
  @ApiId()
  @HttpCode(204)
  @ApiOperation({ summary: 'Store a user, new or changed' })
  @ApiIfMatchOrNone()
  @ApiNoContentResponse({
    description: 'The user is stored.',
    headers: etagHeader('Of what was stored, where an ETag or If-None-Match was the condition.'),
  })
  @ApiContended()
  @ApiNotHeld()
  @ApiUnsupportedMediaType()
  async put(
    @Param('id', { schema: userIdSchema }) id: string,
    @Body({ schema: userSchema }) user: User,
    @IfMatchOrNone() conditions: Conditions,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<void> {
    answer(await this.users.save(id, user, conditions), response);
  }

  @Patch(':id')
  @ApiId()
  @ApiOperation({
    summary: 'Change parts of a user',
    description:
      'By a JSON Merge Patch (RFC 7396). Changes of different parts, made at the same time, all take effect.',
  })
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiIfMatch()
  @ApiOkResponse({
    description: 'The user as it is now.',
    standardSchema: userSchema,
    headers: etagHeader('Of what was stored, where an ETag was the condition.'),
  })
  @ApiNotFound('There is no such user.')
  @ApiContended()
  @ApiNotHeld()
  @ApiUnsupportedMediaType()
  async patch(
    @Param('id', { schema: userIdSchema }) id: string,
    @Body({ schema: userPatchSchema }) patch: UserPatch,
    @IfMatch() ifMatch: VersionMatch | undefined,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<User> {
    return answer(await this.users.patch(id, patch, ifMatch), response);
  }

  @Delete(':id')
  @ApiId()
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a user' })
  @ApiIfMatch()
  @ApiNoContentResponse({ description: 'There is no such user any more, whether or not there was before.' })
  @ApiNotHeld()
  async delete(
    @Param('id', { schema: userIdSchema }) id: string,
    @IfMatch() ifMatch: VersionMatch | undefined,
  ): Promise<void> {
    await this.users.remove(id, ifMatch);
  }
}

/** Express compares the ETag with If-None-Match, and answers 304. */
function answer({ user, version }: VersionedUser, response: ServerResponse): User {
  if (version !== undefined) response.setHeader('ETag', etagOf(version));
  return user;
}
