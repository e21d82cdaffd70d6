import type { NestExpressApplication } from '@nestjs/platform-express';
import { KV_STORE, KvError, type KvErrorCode, type KvFailure, type KvStore } from 'nestjs-kv-store';
import { createMockKvStore } from 'nestjs-kv-store/testing';
import request from 'supertest';

import { openDemo } from './demo-app.js';

describe('a KvError as an HTTP response', () => {
  const root = createMockKvStore<jest.Mocked<KvStore>>(jest.fn);
  /** The folder of /kv. */
  const kv = createMockKvStore<jest.Mocked<KvStore>>(jest.fn);
  let app: NestExpressApplication;

  beforeAll(async () => {
    root.namespace.mockReturnValue(kv);
    app = await openDemo({ driver: 'memory' }, (builder) =>
      builder.overrideProvider(KV_STORE).useValue(root),
    );
  });
  afterAll(() => app.close());

  function failure(failure: KvFailure): KvError {
    const where = 'table secret-table, endpoint http://10.0.0.7';
    return new KvError(failure, { operation: 'get', store: 'secret-store', driver: 'dynamodb', where });
  }
  async function answerTo(error: KvError) {
    kv.get.mockRejectedValueOnce(error);
    return request(app.getHttpServer()).get('/kv/any');
  }

  it.each<[KvErrorCode, number, string, string]>([
    ['NOT_FOUND', 404, 'Not Found', 'Say what to do.'],
    ['INVALID_ARGUMENT', 400, 'Bad Request', 'Say what to do.'],
    ['TOO_LARGE', 413, 'Payload Too Large', 'Say what to do.'],
    ['CONFLICT', 409, 'Conflict', 'Say what to do.'],
    ['THROTTLED', 503, 'Service Unavailable', 'The store cannot serve at the moment. Try again later.'],
    ['EXHAUSTED', 503, 'Service Unavailable', 'The store cannot serve at the moment. Try again later.'],
    ['UNAVAILABLE', 503, 'Service Unavailable', 'The store cannot serve at the moment. Try again later.'],
    ['CLOSED', 503, 'Service Unavailable', 'The store cannot serve at the moment. Try again later.'],
    ['ABORTED', 503, 'Service Unavailable', 'The store cannot serve at the moment. Try again later.'],
    ['TIMEOUT', 504, 'Gateway Timeout', 'The store did not answer in time.'],
    ['PERMISSION_DENIED', 500, 'Internal Server Error', 'The store failed.'],
    ['CORRUPT', 500, 'Internal Server Error', 'The store failed.'],
    ['UNSUPPORTED', 500, 'Internal Server Error', 'The store failed.'],
    ['UNKNOWN', 500, 'Internal Server Error', 'The store failed.'],
  ])('%s is %i', async (code, statusCode, error, message) => {
    const { status, body, text } = await answerTo(failure({ code, message: 'say what to do.' }));
    expect(status).toBe(statusCode);
    expect(body).toEqual({ statusCode, error, message });
    expect(text).not.toMatch(/secret|10\.0\.0\.7/);
  });

  it('says when to try again where that may help', async () => {
    expect((await answerTo(failure({ code: 'THROTTLED' }))).headers).toHaveProperty('retry-after', '1');
    expect((await answerTo(failure({ code: 'UNAVAILABLE' }))).headers).toHaveProperty('retry-after', '1');
    expect((await answerTo(failure({ code: 'EXHAUSTED' }))).headers).not.toHaveProperty('retry-after');
    const lasting = failure({ code: 'UNAVAILABLE', retryable: false });
    expect((await answerTo(lasting)).headers).not.toHaveProperty('retry-after');
  });

  it('says when a change may have been made all the same', async () => {
    const { body } = await answerTo(failure({ code: 'TIMEOUT', outcome: 'unknown' }));
    expect(body).toMatchObject({
      message: 'The store did not answer in time. The change may or may not have been made.',
    });
  });

  it('leaves other errors to Nest', async () => {
    kv.get.mockRejectedValueOnce(new Error('secret'));
    const { body } = await request(app.getHttpServer()).get('/kv/any').expect(500);
    expect(body).toEqual({ statusCode: 500, message: 'Internal server error' });
  });
});
