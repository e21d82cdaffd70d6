import type { OpenAPIObject } from '@nestjs/swagger';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';

import { openDemo } from './demo-app.js';

type PathItem = Record<string, { responses: object; requestBody?: object }>;

describe('the docs of the demo', () => {
  let app: NestExpressApplication;
  const http = () => request(app.getHttpServer());
  const document = async () => (await http().get('/docs-json').expect(200)).body as OpenAPIObject;

  beforeAll(async () => {
    app = await openDemo({ driver: 'memory' });
  });
  afterAll(() => app.close());

  it('are a page for people', async () => {
    const { text } = await http().get('/docs').expect(200);
    expect(text).toContain('Swagger UI');
  });

  it('have all scripts and styles from here, as their policy demands', async () => {
    const { text, headers } = await http().get('/docs').expect(200);
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
    const scripts = [...text.matchAll(/<script([^>]*)>([^<]*)/g)];
    const sheets = [...text.matchAll(/<link rel="stylesheet"([^>]*)>/g)];
    expect([scripts.length, sheets.length]).toEqual([3, 1]);
    for (const [, attributes = '', inline = ''] of [...scripts, ...sheets]) {
      expect(inline.trim()).toBe('');
      const [, path = ''] = /(?:src|href)="\.(\/docs\/[^"]+)"/.exec(attributes) ?? [];
      await http().get(path).expect(200);
    }
    expect(text).not.toMatch(/\son\w+=/);
  });

  it('know every route', async () => {
    const { paths } = await document();
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(routes.sort()).toEqual([
      'delete /kv/{key}',
      'delete /users/{id}',
      'get /health',
      'get /health/live',
      'get /kv/{key}',
      'get /l/{slug}',
      'get /links/{slug}',
      'get /metrics',
      'get /users',
      'get /users/{id}',
      'patch /users/{id}',
      'post /links',
      'put /kv/{key}',
      'put /users/{id}',
    ]);
  });

  it('take the schemas of bodies from those that validate', async () => {
    const { paths } = await document();
    expect(paths['/kv/{key}']?.put?.requestBody).toMatchObject({
      content: {
        'application/json': {
          schema: {
            required: ['value'],
            additionalProperties: false,
            properties: { value: { type: 'string' }, ttl: { type: 'integer' } },
          },
        },
      },
    });
    expect(paths['/users/{id}']?.put?.requestBody).toMatchObject({
      content: { 'application/json': { schema: { required: ['name', 'email'], example: { age: 36 } } } },
    });
  });

  it('take the schema of a change of a user from the one that validates it', async () => {
    const { paths } = await document();
    const content = (paths['/users/{id}']?.patch?.requestBody as { content: object }).content;
    expect(content).toMatchObject({
      'application/merge-patch+json': {
        schema: { additionalProperties: false, minProperties: 1, example: { age: null } },
      },
    });
    expect(content).not.toHaveProperty(['application/merge-patch+json', 'schema', 'required']);
  });

  it('say which conditions a request may have, and what comes of them', async () => {
    const { paths } = await document();
    const user = paths['/users/{id}'] ?? {};
    const conditions = (['get', 'put', 'patch', 'delete'] as const).map((method) => ({
      method,
      headers: user[method]?.parameters
        ?.map((parameter) => parameter as { in: string; name: string })
        .filter((parameter) => parameter.in === 'header')
        .map(({ name }) => name)
        .sort(),
      answers: Object.keys(user[method]?.responses ?? {}).filter((status) =>
        ['304', '404', '409', '412'].includes(status),
      ),
    }));
    expect(conditions).toEqual([
      { method: 'get', headers: ['If-None-Match'], answers: ['304', '404'] },
      { method: 'put', headers: ['If-Match', 'If-None-Match'], answers: ['409', '412'] },
      { method: 'patch', headers: ['If-Match'], answers: ['404', '409', '412'] },
      { method: 'delete', headers: ['If-Match'], answers: ['412'] },
    ]);
    expect(user.get?.responses['200']).toMatchObject({ headers: { ETag: { schema: { type: 'string' } } } });
    expect(paths['/l/{slug}']?.get?.responses['302']).toMatchObject({
      headers: { Location: { schema: { type: 'string' } } },
    });
    expect(Object.keys(paths['/links']?.post?.responses ?? {})).toEqual(
      expect.arrayContaining(['201', '400', '409']),
    );
  });

  it('say what each route may answer, with an example of each error', async () => {
    const { paths } = await document();
    const responses = paths['/kv/{key}']?.get?.responses ?? {};
    expect(Object.keys(responses)).toEqual(['200', '400', '404', '413', '429', '500', '503', '504']);
    expect(responses['404']).toMatchObject({
      content: { 'application/json': { example: { statusCode: 404, error: 'Not Found' } } },
    });
  });

  it('show of health what it answers', async () => {
    const { paths } = await document();
    for (const path of ['/health', '/health/live']) {
      expect(paths[path]?.get?.responses['200']).toMatchObject({
        content: { 'application/json': { example: (await http().get(path).expect(200)).body } },
      });
    }
  });

  it('say of each route whether its requests are limited, and which types of bodies it takes', async () => {
    const { paths } = await document();
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods as PathItem).map(([method, { responses, requestBody }]) => ({
        route: `${method} ${path}`,
        isLimited: '429' in responses,
        takesBody: requestBody !== undefined,
        knowsTypes: '415' in responses,
      })),
    );
    expect(
      routes
        .filter(({ isLimited }) => !isLimited)
        .map(({ route }) => route)
        .sort(),
    ).toEqual(['/health', '/health/live', '/metrics'].map((path) => `get ${path}`));
    const bodies = routes.filter(({ takesBody }) => takesBody);
    expect(bodies).toHaveLength(4);
    expect(routes.filter(({ knowsTypes }) => knowsTypes)).toEqual(bodies);
    expect(paths['/kv/{key}']?.get?.responses['429']).toMatchObject({
      headers: { 'Retry-After': { schema: { type: 'integer' } } },
      content: { 'application/json': { example: { statusCode: 429, error: 'Too Many Requests' } } },
    });
  });
});
