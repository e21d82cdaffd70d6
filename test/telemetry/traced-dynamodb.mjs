// A program as users trace theirs, outside of jest, whose modules instrumentations cannot hook. Prints its spans.

import { AwsInstrumentation } from '@opentelemetry/instrumentation-aws-sdk';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(provider);
new AwsInstrumentation().setTracerProvider(provider);

// After the instrumentation: it changes the client as that is loaded.
const { createKvStore } = await import('nestjs-kv-store');
const { KvOpenTelemetryObserver } = await import('nestjs-kv-store/opentelemetry');

const kv = await createKvStore({
  ...JSON.parse(process.argv[2]),
  driver: 'dynamodb',
  observers: [new KvOpenTelemetryObserver()],
});
exporter.reset();

const handler = (name, work) =>
  trace.getTracer('test').startActiveSpan(name, (span) => work().finally(() => span.end()));
await handler('one', () => kv.set('secret-key', 'secret-value'));
await Promise.all([
  handler('two', () => kv.get('secret-key')),
  handler('three', () => kv.getMany(['secret-key', 'secret-other'])),
]);
await handler('four', () => kv.update('secret-key', (value) => `${value}!`));
await kv.close();

const spans = exporter.getFinishedSpans().map((span) => ({
  name: span.name,
  kind: span.kind,
  id: span.spanContext().spanId,
  parent: span.parentSpanContext?.spanId,
  links: span.links.map((link) => link.context.spanId),
  scope: span.instrumentationScope.name,
  attributes: span.attributes,
}));
console.log(JSON.stringify(spans));
