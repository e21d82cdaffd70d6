import type { ServerResponse } from 'node:http';

import { Body, Controller, Get, Header, Param, Post, Redirect, Res, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';

import {
  ApiConflict,
  ApiInvalid,
  ApiNotFound,
  ApiStoreErrors,
  ApiTooLarge,
  ApiTooManyRequests,
  ApiUnsupportedMediaType,
} from '../docs/api-errors.js';
import { NoConditionsGuard, NoQueryGuard } from '../http/changes.guards.js';
import {
  type CountedLink,
  countedLinkSchema,
  type Link,
  linkSchema,
  type NewLink,
  newLinkSchema,
  slugSchema,
} from './link.schema.js';
import { LinksService } from './links.service.js';

const locationHeader = (description: string, example: string) => ({
  Location: { description, schema: { type: 'string' as const, example } },
});

@ApiTags('links')
@ApiTooManyRequests()
@ApiStoreErrors()
@UseGuards(NoQueryGuard, NoConditionsGuard)
@Controller()
export class LinksController {
  constructor(private readonly links: LinksService) {}

  @Post('links')
  @ApiOperation({ summary: 'Make a short link' })
  @ApiCreatedResponse({
    description: 'The link is made.',
    standardSchema: linkSchema,
    headers: locationHeader('Where it and its hits are read.', '/links/nest'),
  })
  @ApiInvalid('url: must be an http or https URL')
  @ApiConflict('The slug is taken.', 'This slug is taken.')
  @ApiTooLarge('The body is too large.', 'The body is larger than 1 MB.')
  @ApiUnsupportedMediaType()
  async add(
    @Body({ schema: newLinkSchema }) link: NewLink,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<Link> {
    const made = await this.links.add(link);
    response.setHeader('Location', `/links/${made.slug}`);
    return made;
  }

  @Get('links/:slug')
  @ApiOperation({ summary: 'Read a link and how often it was followed' })
  @ApiOkResponse({ description: 'The link.', standardSchema: countedLinkSchema })
  @ApiInvalid("must be 1 to 64 letters, digits, '_' and '-'")
  @ApiNotFound('There is no such link.')
  count(@Param('slug', { schema: slugSchema }) slug: string): Promise<CountedLink> {
    return this.links.count(slug);
  }

  @Get('l/:slug')
  // A browser that remembers where a link leads does not come back to be counted.
  @Header('Cache-Control', 'no-store')
  @Redirect()
  @ApiOperation({ summary: 'Follow a link', description: 'Each time counts.' })
  @ApiResponse({
    status: 302,
    description: 'The way to go.',
    headers: locationHeader('The URL of the link.', 'https://docs.nestjs.com/'),
  })
  @ApiInvalid("must be 1 to 64 letters, digits, '_' and '-'")
  @ApiNotFound('There is no such link.')
  async follow(@Param('slug', { schema: slugSchema }) slug: string): Promise<{ url: string }> {
    return { url: await this.links.follow(slug) };
  }
}
