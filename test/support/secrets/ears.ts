import { format, inspect } from 'node:util';

import { Logger, type LoggerService, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import type { KvObserver } from 'nestjs-kv-store';
import { KvPrometheusModule, KvPrometheusObserver } from 'nestjs-kv-store/prometheus';
import { register } from 'prom-client';

import { KvStoreLogger } from '../../../libs/kv-store/src/nest/kv-store.logger.js';
import { RecordedTelemetry } from './recorded-telemetry.js';
import type { Recording } from './recording.js';

@Module({
  imports: [PrometheusModule.register({ defaultMetrics: { enabled: false } }), KvPrometheusModule],
})
class MetricsModule {}

const consoleMethods = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;
const logMethods = ['debug', 'error', 'fatal', 'log', 'verbose', 'warn'] as const;

/** Hears all that leaves the product on other ways than a call's answer, until it is told to stop. */
export class Ears {
  private readonly telemetry: RecordedTelemetry;
  readonly #restored: (() => void)[] = [];

  private constructor(
    private readonly recording: Recording,
    private readonly metrics: TestingModule,
  ) {
    this.telemetry = new RecordedTelemetry(recording);
  }

  static async open(recording: Recording): Promise<Ears> {
    const ears = new Ears(recording, await Test.createTestingModule({ imports: [MetricsModule] }).compile());
    ears.#listen();
    return ears;
  }

  /** What each store is to have: what hears all, and what users have. */
  get observers(): KvObserver[] {
    const { recording } = this;
    const tell = (...told: unknown[]) => {
      recording.add('observers', inspect(told, { depth: Infinity, showHidden: true }));
    };
    const line = (text: string) => {
      recording.add('log', text);
    };
    const newLogger = () => new KvStoreLogger({ log: line, warn: line }, { slowCall: -1 }, true);
    return [
      {
        callStarted: tell,
        callEnded: (call, end) => {
          tell(call, { ...end, durationMs: 0 });
          // A new one each time, for one repeats no line within seconds. To it each call is slow.
          newLogger().callEnded(call, { ...end, durationMs: 0 });
        },
        driverEvent: (event, store) => {
          tell(event, store);
          newLogger().driverEvent(event, store);
        },
        requestStarted: tell,
        requestEnded: (request, end) => {
          tell(request, { ...end, durationMs: 0 });
        },
        notice: (message) => {
          recording.add('notices', message);
        },
      },
      this.metrics.get(KvPrometheusObserver),
      this.telemetry.observer,
    ];
  }

  async close(): Promise<void> {
    this.recording.add('metrics', await register.metrics());
    await this.telemetry.stop();
    for (const restore of this.#restored) restore();
    await this.metrics.close();
    register.clear();
  }

  #listen(): void {
    const { recording } = this;
    for (const method of consoleMethods) {
      this.#replace(console, method, (...args) => {
        recording.add('console', format(...args));
      });
    }
    for (const stream of [process.stdout, process.stderr]) {
      this.#replace(stream, 'write', (chunk) => {
        recording.add('output', Buffer.from(chunk as string).toString());
        return true;
      });
    }
    this.#replace(process, 'emitWarning', (...args) => {
      recording.add('warnings', format(...args));
    });
    const log = (...args: unknown[]) => {
      recording.add('log', format(...args));
    };
    Logger.overrideLogger(
      Object.fromEntries(logMethods.map((method) => [method, log])) as unknown as LoggerService,
    );
    this.#restored.push(() => {
      Logger.overrideLogger(true);
    });
  }

  #replace(owner: object, name: string, by: (...args: unknown[]) => unknown): void {
    const original = Reflect.get(owner, name) as unknown;
    Reflect.set(owner, name, by);
    this.#restored.push(() => {
      Reflect.set(owner, name, original);
    });
  }
}
