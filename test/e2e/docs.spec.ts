import type { OpenAPIObject } from '@nestjs/swagger';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';

import { openDemo } from './demo-app.js';

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
      'get /metrics',
      'get /users/{id}',
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

  it('say what each route may answer, with an example of each error', async () => {
    const { paths } = await document();
    const responses = paths['/kv/{key}']?.get?.responses ?? {};
    expect(Object.keys(responses)).toEqual(['200', '400', '404', '413', '500', '503', '504']);
    expect(responses['404']).toMatchObject({
      content: { 'application/json': { example: { statusCode: 404, error: 'Not Found' } } },
    });
  });
});
