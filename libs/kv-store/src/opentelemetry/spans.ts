import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';

import type { KvError } from '../core/kv-error.js';
import type { KvCallEnd, KvCallInfo, KvRequestEnd, KvRequestInfo } from '../core/kv-observer.js';
import { batchSize, conventionsOf, errorTypeOf, names, statusCodeOf } from './conventions.js';

/** A span under way, and the context in which it is the active one. */
interface Running {
  readonly span: Span;
  readonly context: Context;
}

/** A span for each call, and one for each request, in which several calls may travel. */
export class Spans {
  readonly #tracer: Tracer;
  readonly #calls = new WeakMap<KvCallInfo, Running>();
  readonly #requests = new WeakMap<KvRequestInfo, Running>();

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  startCall(call: KvCallInfo): void {
    const { attributes, kind, target } = conventionsOf(call);
    const { operation } = call;
    const parent = context.active();
    const span = this.#tracer.startSpan(
      operation + target,
      { kind, attributes: { ...attributes, [names.operation]: operation } },
      parent,
    );
    this.#calls.set(call, { span, context: trace.setSpan(parent, span) });
  }

  endCall(call: KvCallInfo, { outcome, size, error }: KvCallEnd): void {
    const span = this.#calls.get(call)?.span;
    if (!span) return;
    if (span.isRecording()) {
      span.setAttributes({ ...batchSize(size), [names.outcome]: outcome });
      fail(span, errorTypeOf(outcome), error);
    }
    span.end();
  }

  contextOf(call: KvCallInfo): Context | undefined {
    return this.#calls.get(call)?.context;
  }

  /**
   * A request of one call is a part of it. One of several can have but one parent: the first whose trace is recorded,
   * or nobody would see it. It has a link to each of them, and each of the others one to it.
   */
  startRequest(request: KvRequestInfo): void {
    const { attributes, kind, target } = conventionsOf(request);
    const { operation, size } = request;
    const calls = this.#running(request.calls);
    const parent = calls.find(({ span }) => span.isRecording()) ?? calls[0];
    const name = size > 1 ? `BATCH ${operation}` : operation;
    const span = this.#tracer.startSpan(
      name + target,
      {
        kind,
        attributes: { ...attributes, [names.operation]: name, ...batchSize(size) },
        links: calls.length > 1 ? calls.map(linkTo) : [],
      },
      parent?.context ?? ROOT_CONTEXT,
    );
    const running = { span, context: trace.setSpan(parent?.context ?? ROOT_CONTEXT, span) };
    this.#requests.set(request, running);
    for (const call of calls) if (call !== parent) call.span.addLink(linkTo(running));
  }

  within<R>(request: KvRequestInfo, send: () => R): R {
    const running = this.#requests.get(request);
    return running ? context.with(running.context, send) : send();
  }

  endRequest(request: KvRequestInfo, { outcome, calls }: KvRequestEnd): void {
    const running = this.#requests.get(request);
    if (!running) return;
    const { span } = running;
    for (const joined of this.#running(calls.filter((call) => !request.calls.includes(call)))) {
      span.addLink(linkTo(joined));
      joined.span.addLink(linkTo(running));
    }
    fail(span, errorTypeOf(outcome));
    span.end();
  }

  #running(calls: readonly KvCallInfo[]): Running[] {
    return calls.flatMap((call) => this.#calls.get(call) ?? []);
  }
}

function linkTo({ span }: Running): { context: ReturnType<Span['spanContext']> } {
  return { context: span.spanContext() };
}

function fail(span: Span, errorType: string | undefined, error?: KvError): void {
  if (errorType === undefined) return;
  const statusCode = statusCodeOf(error?.cause);
  span.setAttributes({
    [names.errorType]: errorType,
    ...(statusCode !== undefined && { [names.statusCode]: statusCode }),
  });
  span.setStatus({ code: SpanStatusCode.ERROR, ...(error && { message: error.reason }) });
}
