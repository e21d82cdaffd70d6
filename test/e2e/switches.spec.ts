import type { OpenAPIObject } from '@nestjs/swagger';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';

import type { HttpOptions } from '../../apps/demo/src/config/http-options.js';
import { openDemo } from './demo-app.js';

describe('what the demo shows', () => {
  let app: NestExpressApplication | undefined;
  afterEach(() => app?.close());

  async function open(options: Partial<HttpOptions>) {
    app = await openDemo({ driver: 'memory' }, undefined, options);
    return request(app.getHttpServer());
  }
  const absent = { statusCode: 404, error: 'Not Found', message: 'There is nothing here for this method.' };

  it('is no docs where they are switched off', async () => {
    const http = await open({ docs: false });
    for (const path of ['/docs', '/docs/', '/docs/swagger-ui-init.js', '/docs-json', '/docs-yaml']) {
      await http.get(path).expect(404, absent);
    }
    await http.get('/metrics').expect(200);
  });

  it('is no metrics where they are switched off, and the docs do not name them', async () => {
    const http = await open({ metrics: false });
    const { body, headers } = await http.get('/metrics').expect(404);
    expect(body).toEqual(absent);
    expect(headers['content-type']).toMatch(/^application\/json/);
    const { paths } = (await http.get('/docs-json').expect(200)).body as OpenAPIObject;
    expect(paths).toHaveProperty('/health');
    expect(paths).not.toHaveProperty('/metrics');
  });

  it('is not what it is made of', async () => {
    const http = await open({});
    for (const path of ['/health', '/nowhere', '/docs', '/kv/%ff']) {
      const { headers } = await http.get(path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'content-security-policy': expect.stringContaining("default-src 'self'") as string,
      });
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('strict-transport-security');
    }
  });
});
