import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ParentBasedSampler, type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace-base';

import { ScriptedDriver, settled } from '../../../../test/support/scripted-driver.js';
import { idOf, inSpan, linksOf, Telemetry } from '../../../../test/support/telemetry.js';
import type { KvBackEnd } from '../core/kv-driver.js';
import { createKvStore, type OpenKvStore } from '../create-kv-store.js';
import type { KvCommonOptions } from '../kv-store.options.js';
import { KvOpenTelemetryObserver } from './index.js';

const backEnd: KvBackEnd = { system: 'scripted', collection: 'things', address: 'db.example', port: 4000 };
const limits = { reads: 100, writes: 25, inFlight: 10 };

let telemetry: Telemetry;
let driver: ScriptedDriver;
let kv: OpenKvStore;

async function open(options: KvCommonOptions = {}, sampler?: Sampler): Promise<void> {
  telemetry = new Telemetry(sampler);
  driver = Object.assign(new ScriptedDriver(limits), { backEnd });
  kv = await createKvStore({ driver, observers: [new KvOpenTelemetryObserver()], ...options });
}

afterEach(async () => {
  await kv.close();
  await telemetry.stop();
});

/** Answers each request as it comes, until the calls are done. */
async function answered<R>(calls: Promise<R>): Promise<R> {
  const ended = calls.then(
    () => 'ended',
    () => 'ended',
  );
  let next = 0;
  while ((await Promise.race([ended, settled()])) !== 'ended') {
    if (driver.requests[next]) driver.requests[next++]?.answer();
  }
  return calls;
}

describe('a call', () => {
  it('is a span by the conventions, within the one that is active', async () => {
    await open();
    await inSpan('handler', () => answered(kv.get('secret-key')));
    const span = telemetry.span('get things');
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(span.parentSpanContext?.spanId).toBe(idOf(telemetry.span('handler')));
    expect(span.attributes).toEqual({
      'db.system.name': 'scripted',
      'db.collection.name': 'things',
      'db.operation.name': 'get',
      'server.address': 'db.example',
      'server.port': 4000,
      'kv_store.name': 'default',
      'kv_store.outcome': 'hit',
    });
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('on many keys says how many, and on one that it is no batch', async () => {
    await open();
    await answered(kv.getMany(['a', 'b', 'a']));
    await answered(kv.setMany([['a', 'value']]));
    expect(telemetry.span('getMany things').attributes).toMatchObject({ 'db.operation.batch.size': 3 });
    expect(telemetry.span('BATCH read things').attributes).toMatchObject({
      'db.operation.name': 'BATCH read',
      'db.operation.batch.size': 2,
    });
    for (const name of ['setMany things', 'write things'])
      expect(telemetry.span(name).attributes).not.toHaveProperty(['db.operation.batch.size']);
  });

  it('that fails says why, and with which answer of the back end', async () => {
    await open();
    const refused = Object.assign(new Error('busy'), { status: 400, name: 'ThrottlingException' });
    const call = kv.get('secret-key').catch(() => undefined);
    await settled();
    driver.requests[0]?.fail(refused);
    await call;
    const { status, attributes } = telemetry.span('get things');
    expect(attributes).toMatchObject({
      'error.type': 'THROTTLED',
      'db.response.status_code': 'ThrottlingException',
      'kv_store.outcome': 'THROTTLED',
    });
    expect(status).toEqual({
      code: SpanStatusCode.ERROR,
      message: expect.stringContaining('refused the load') as unknown,
    });
    expect(telemetry.span('read things')).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'THROTTLED' },
    });
  });

  it("whose own function throws failed by none of the store's errors", async () => {
    await open();
    const fails = () => {
      throw new Error('secret-value');
    };
    await answered(kv.update('key', fails).catch(() => undefined));
    const { status, attributes } = telemetry.span('update things');
    expect([status, attributes['error.type']]).toEqual([{ code: SpanStatusCode.ERROR }, '_OTHER']);
    expect(telemetry.span('read things').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('on an embedded back end is of kind INTERNAL, and has no requests', async () => {
    telemetry = new Telemetry();
    kv = await createKvStore({ driver: 'memory', observers: [new KvOpenTelemetryObserver()] });
    await kv.set('key', 'value');
    await kv.getMany(['key', 'other']);
    expect(telemetry.spans.map(({ name, kind }) => [name, kind])).toEqual(
      ['open', 'set', 'getMany'].map((name) => [name, SpanKind.INTERNAL]),
    );
  });
});

describe('a request', () => {
  it('is a span within its call, and what the client does for it is within that', async () => {
    await open();
    const read = driver.read.bind(driver);
    driver.read = async (keys, call) => {
      trace.getTracer('client').startSpan('HTTP POST').end();
      await settled();
      trace.getTracer('client').startSpan('later').end();
      return read(keys, call);
    };
    await inSpan('handler', () => answered(kv.get('key')));
    const request = telemetry.span('read things');
    expect(request.parentSpanContext?.spanId).toBe(idOf(telemetry.span('get things')));
    expect(request.links).toEqual([]);
    for (const name of ['HTTP POST', 'later'])
      expect(telemetry.span(name).parentSpanContext?.spanId).toBe(idOf(request));
    expect(request.attributes).toMatchObject({ 'db.operation.name': 'read', 'db.system.name': 'scripted' });
  });

  it('is one for each step of a call that takes several', async () => {
    await open();
    await answered(kv.update('key', (value = '') => `${value}!`));
    const call = idOf(telemetry.span('update things'));
    for (const name of ['read things', 'swap things'])
      expect(telemetry.span(name).parentSpanContext?.spanId).toBe(call);
  });

  it('in which several calls travel has a link to each, and each a way to it', async () => {
    await open();
    const one = inSpan('first handler', () => kv.get('a'));
    const other = inSpan('second handler', () => kv.getMany(['b', 'c']));
    const same = inSpan('third handler', () => kv.has('a'));
    await answered(Promise.all([one, other, same]));
    const request = telemetry.span('BATCH read things');
    const calls = ['get things', 'getMany things', 'has things'].map((name) => telemetry.span(name));
    expect(linksOf(request)).toEqual([calls[0], calls[2], calls[1]].map((call) => call && idOf(call)));
    expect(request.parentSpanContext?.spanId).toBe(calls[0] && idOf(calls[0]));
    expect(calls.map(linksOf)).toEqual([[], [idOf(request)], [idOf(request)]]);
  });

  it('of writes to one key, of which one alone is sent, has a link to all of them', async () => {
    await open();
    await answered(Promise.all([kv.set('a', '1'), kv.set('a', '2'), kv.delete('a')]));
    const calls = telemetry.spans.filter(({ name }) => ['set things', 'delete things'].includes(name));
    expect(calls).toHaveLength(3);
    expect(linksOf(telemetry.span('write things'))).toEqual(calls.map(idOf));
  });

  it('is within the first call that is recorded, so that it is seen', async () => {
    const root: Sampler = {
      shouldSample: (_context, _trace, name) => ({
        decision: name === 'unseen' ? SamplingDecision.NOT_RECORD : SamplingDecision.RECORD_AND_SAMPLED,
      }),
      toString: () => 'by name',
    };
    await open({}, new ParentBasedSampler({ root }));
    const unseen = inSpan('unseen', () => kv.get('a'));
    const seen = inSpan('seen', () => kv.get('b'));
    await answered(Promise.all([unseen, seen]));
    const call = telemetry.span('get things');
    expect(call.parentSpanContext?.spanId).toBe(idOf(telemetry.span('seen')));
    const request = telemetry.span('BATCH read things');
    expect(request.parentSpanContext?.spanId).toBe(idOf(call));
    expect(linksOf(request)).toHaveLength(2);
  });

  it('that others join after it was sent has links to them as well', async () => {
    await open();
    const eventual = { consistency: 'eventual' } as const;
    const first = kv.get('a', eventual);
    await settled();
    const second = kv.has('a', eventual);
    await answered(Promise.all([first, second]));
    const request = telemetry.span('read things');
    const joined = telemetry.span('has things');
    expect(request.parentSpanContext?.spanId).toBe(idOf(telemetry.span('get things')));
    expect(linksOf(request)).toEqual([idOf(joined)]);
    expect(linksOf(joined)).toEqual([idOf(request)]);
  });

  it('for the near cache has a link to all who miss the same key', async () => {
    await open({ cache: { max: 10, ttl: 60_000 } });
    await answered(Promise.all([kv.get('a'), kv.getOrThrow('a')]));
    const calls = ['get things', 'getOrThrow things'].map((name) => telemetry.span(name));
    expect(linksOf(telemetry.span('read things'))).toEqual(calls.map(idOf));
    await kv.get('a');
    expect(telemetry.spans.filter(({ name }) => name === 'read things')).toHaveLength(1);
  });

  it('ends when the last of its keys is answered, failed where one of them did', async () => {
    await open();
    const calls = [kv.get('a'), kv.get('late')].map((call) => call.catch(() => undefined));
    await settled();
    let refuse = (): void => undefined;
    const late = new Promise<{ ok: false; error: Error }>((resolve) => {
      refuse = () => {
        resolve({ ok: false, error: new Error('busy') });
      };
    });
    driver.requests[0]?.answer({ late });
    await calls[0];
    expect(telemetry.spans.filter(({ name }) => name !== 'open things').map(({ name }) => name)).toEqual([
      'get things',
    ]);
    refuse();
    await calls[1];
    await settled();
    expect(telemetry.span('BATCH read things').attributes).toMatchObject({ 'error.type': 'THROTTLED' });
  });
});

it('holds no key and no value', async () => {
  await open({ cache: { max: 10, ttl: 60_000 }, breaker: {} });
  const calls = [
    kv.set('secret-key', 'secret-value'),
    kv.getMany(['secret-key', 'secret-other']),
    kv.update('secret-key', () => 'secret-value'),
    kv.create('secret-key', 'secret-value'),
    kv.get('secret-key'.repeat(100)),
    kv.namespace('folder').get('secret-key'),
    kv.getOrSet('secret-key', () => {
      throw new Error('secret-value');
    }),
  ].map((call) => call.catch(() => undefined));
  await answered(Promise.all(calls));
  expect(telemetry.spans.length).toBeGreaterThan(calls.length);
  const told = telemetry.spans.map(({ name, attributes, status, events }) => [
    name,
    attributes,
    status,
    events,
  ]);
  expect(JSON.stringify([told, await telemetry.metrics()])).not.toContain('secret');
});
