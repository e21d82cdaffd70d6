import {
  context,
  createContextKey,
  diag,
  type DiagLogger,
  DiagLogLevel,
  type MeterProvider,
  trace,
} from '@opentelemetry/api';

import { ScriptedDriver, settled } from '../../../../test/support/scripted-driver.js';
import { idOf, inSpan, linksOf, Telemetry } from '../../../../test/support/telemetry.js';
import { createKvStore, type OpenKvStore } from '../create-kv-store.js';
import { createMemoryDriver } from '../drivers/memory/memory.driver.js';
import type { KvCommonOptions } from '../kv-store.options.js';
import { KvOpenTelemetryObserver } from './index.js';

let telemetry: Telemetry;
let driver: ScriptedDriver;
let kv: OpenKvStore;

/** What the SDK finds wrong, as that a span is changed which has ended. */
const complain = jest.fn();

beforeEach(() => {
  telemetry = new Telemetry();
  complain.mockClear();
  diag.setLogger({ error: complain, warn: complain } as unknown as DiagLogger, DiagLogLevel.WARN);
});
afterEach(async () => {
  await kv.close();
  diag.disable();
  await telemetry.stop();
  expect(complain).not.toHaveBeenCalled();
});

async function open(options: KvCommonOptions = {}): Promise<void> {
  const limits = { reads: 100, writes: 25, inFlight: 10 };
  driver = Object.assign(new ScriptedDriver(limits), { backEnd: { system: 'scripted' } });
  kv = await createKvStore({ driver, observers: [new KvOpenTelemetryObserver()], ...options });
}

/** Answers what was sent last. */
async function answer(): Promise<void> {
  await settled();
  driver.requests.at(-1)?.answer();
  await settled();
}

const begin = (name: string) => {
  trace.getTracer('user').startSpan(name).end();
};
const parentOf = (name: string) => telemetry.span(name).parentSpanContext?.spanId;

describe("a caller's own function", () => {
  beforeEach(async () => {
    kv = await createKvStore({ driver: 'memory', observers: [new KvOpenTelemetryObserver()] });
  });

  it('runs within its call, so that what it asks for is seen there', async () => {
    await inSpan('handler', () =>
      kv.getOrSet('key', async () => {
        begin('query');
        await settled();
        begin('later');
        return 'value';
      }),
    );
    expect(parentOf('getOrSet')).toBe(idOf(telemetry.span('handler')));
    expect(parentOf('query')).toBe(idOf(telemetry.span('getOrSet')));
    expect(parentOf('later')).toBe(idOf(telemetry.span('getOrSet')));

    await kv.update('key', () => {
      begin('change');
      return 'other';
    });
    expect(parentOf('change')).toBe(idOf(telemetry.span('update')));
  });

  it('leaves the caller where he was', async () => {
    const active = await inSpan('handler', async () => {
      await kv.getOrSet('key', () => 'value');
      await kv.get('key');
      return trace.getSpanContext(context.active())?.spanId;
    });
    expect(active).toBe(idOf(telemetry.span('handler')));
  });

  it('that throws is called once, and what it throws is what the call throws', async () => {
    const change = jest.fn(() => {
      throw new Error('no');
    });
    await expect(kv.update('key', change)).rejects.toThrow(new Error('no'));
    expect(change).toHaveBeenCalledTimes(1);
  });
});

it('what waited for a store to be opened runs within its call all the same', async () => {
  const memory = createMemoryDriver();
  let opened = (): void => undefined;
  const opening = new Promise<void>((resolve) => (opened = resolve));
  const slow = Object.assign(memory, { open: () => opening });
  const observers = [new KvOpenTelemetryObserver()];
  kv = await inSpan('start', () => createKvStore({ driver: slow, startup: 'lazy', observers }));
  const call = inSpan('handler', () =>
    kv.getOrSet('key', () => {
      begin('query');
      return 'value';
    }),
  );
  await settled();
  opened();
  await call;
  expect(parentOf('query')).toBe(idOf(telemetry.span('getOrSet')));
  expect(parentOf('getOrSet')).toBe(idOf(telemetry.span('handler')));
});

it('a load that several share links what it asks of the back end with all of them', async () => {
  await open();
  let load = (): void => undefined;
  const loading = new Promise<string>((resolve) => {
    load = () => {
      resolve('value');
    };
  });
  const first = inSpan('first', () => kv.getOrSet('key', () => loading));
  const second = inSpan('second', () => kv.getOrSet('key', () => loading));
  await settled();
  driver.requests.at(-1)?.answer({ key: { ok: true, value: undefined as never } });
  await settled();
  load();
  await answer();
  await Promise.all([first, second]);
  const request = telemetry.span('swap');
  const calls = ['first', 'second'].map((handler) =>
    telemetry.spans.find(
      ({ name, parentSpanContext }) =>
        name === 'getOrSet' && parentSpanContext?.spanId === idOf(telemetry.span(handler)),
    ),
  );
  expect(request.parentSpanContext?.spanId).toBe(calls[0] && idOf(calls[0]));
  expect(linksOf(request)).toEqual(calls.map((call) => call && idOf(call)));
  expect(calls[1] && linksOf(calls[1])).toContain(idOf(request));
});

it('who joins what comes later than its neighbours is linked with it', async () => {
  await open({ consistency: 'eventual' });
  const calls = [kv.get('a'), kv.get('late')];
  await settled();
  let arrive = (): void => undefined;
  const late = new Promise<{ ok: true; value: never }>((resolve) => {
    arrive = () => {
      resolve({ ok: true, value: { value: 'value', version: '1' } as never });
    };
  });
  driver.requests[0]?.answer({ late });
  await calls[0];
  const joined = kv.has('late');
  await settled();
  arrive();
  await Promise.all([...calls, joined]);
  await settled();
  expect(driver.requests).toHaveLength(1);
  expect(linksOf(telemetry.span('BATCH read'))).toContain(idOf(telemetry.span('has')));
});

it('a call that was cut off is ended once, and its request when that ends', async () => {
  await open({ consistency: 'eventual' });
  const first = kv.get('key', { timeout: 5 }).catch(() => 'cut off');
  await settled();
  const second = kv.has('key');
  expect(await first).toBe('cut off');
  expect(telemetry.spans.map(({ name }) => name)).not.toContain('read');
  await answer();
  await second;
  expect(parentOf('read')).toBe(idOf(telemetry.span('get')));
  expect(linksOf(telemetry.span('has'))).toEqual([idOf(telemetry.span('read'))]);
});

it('what is not to be traced is linked with nothing', async () => {
  await open();
  // As `suppressTracing` of the SDK does it.
  const suppressed = context
    .active()
    .setValue(createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), true);
  const hidden = context.with(suppressed, () => kv.get('a'));
  const seen = kv.get('b');
  await answer();
  await Promise.all([hidden, seen]);
  const call = telemetry.span('get');
  const request = telemetry.span('BATCH read');
  expect(request.parentSpanContext?.spanId).toBe(idOf(call));
  expect(linksOf(request)).toEqual([idOf(call)]);

  const alone = context.with(suppressed, () => kv.get('c'));
  await answer();
  await alone;
  expect(telemetry.spans.filter(({ name }) => /get|read/.test(name))).toHaveLength(2);

  const eventual = { consistency: 'eventual' } as const;
  const first = context.with(suppressed, () => kv.get('d', eventual));
  await settled();
  const joins = kv.has('d', eventual);
  await answer();
  await Promise.all([first, joins]);
  expect(linksOf(telemetry.span('has'))).toEqual([]);
});

it('a meter that throws leaves no span without its end', async () => {
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const meterProvider: MeterProvider = {
    getMeter: () => {
      throw new Error('no');
    },
  };
  const observers = [new KvOpenTelemetryObserver({ meterProvider })];
  kv = await createKvStore({ driver: 'memory', observers });
  await kv.set('key', 'value');
  expect(telemetry.spans.map(({ name }) => name)).toEqual(['open', 'set']);
  warn.mockRestore();
});
