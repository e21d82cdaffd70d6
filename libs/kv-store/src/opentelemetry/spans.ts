import {
  type Context,
  context,
  INVALID_TRACEID,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';

import type { KvError } from '../core/kv-error.js';
import type { KvCallEnd, KvCallInfo, KvRequestEnd, KvRequestInfo } from '../core/kv-observer.js';
import { batchSize, conventionsOf, errorTypeOf, names, statusCodeOf } from './conventions.js';

/** A span under way. */
class Running {
  readonly span: Span;
  readonly parent: Context;
  #context: Context | undefined = undefined;

  constructor(span: Span, parent: Context) {
    this.span = span;
    this.parent = parent;
  }

  /** That in which the span is the active one. Made when it is asked for, since a context is a map. */
  get context(): Context {
    return (this.#context ??= trace.setSpan(this.parent, this.span));
  }

  /** Where nothing is traced, as without an SDK, there is nothing to link. */
  get isTraced(): boolean {
    return this.span.spanContext().traceId !== INVALID_TRACEID;
  }

  get link(): Link {
    return { context: this.span.spanContext() };
  }
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
    const conventions = conventionsOf(call);
    const { spanName, attributes } = conventions.operation(call.operation);
    const parent = context.active();
    const running = new Running(
      this.#tracer.startSpan(spanName, { kind: conventions.kind, attributes }, parent),
      parent,
    );
    // Without an SDK nobody asks for it again, and to keep it is most of what is paid for nothing.
    if (running.isTraced || parent !== ROOT_CONTEXT) this.#calls.set(call, running);
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

  /** In which a call is counted: that of its span where that is kept, so that a metric can lead to it. */
  contextOf(call: KvCallInfo): Context {
    const running = this.#calls.get(call);
    if (!running) return ROOT_CONTEXT;
    return running.span.spanContext().traceFlags & TraceFlags.SAMPLED ? running.context : running.parent;
  }

  withinCall<R>(call: KvCallInfo, run: () => R): R {
    const running = this.#calls.get(call);
    return running ? context.with(running.context, run) : run();
  }

  /**
   * A request of one call is a part of it. One of several can have but one parent: the first whose trace is recorded,
   * or nobody would see it. It has a link to each of them, and each of the others one to it.
   */
  startRequest(request: KvRequestInfo): void {
    const conventions = conventionsOf(request);
    const { operation, size } = request;
    const calls = this.#running(request.calls);
    const parent = calls.find(({ span }) => span.isRecording()) ?? calls[0];
    const { spanName, attributes } = conventions.operation(size > 1 ? `BATCH ${operation}` : operation);
    const around = parent?.context ?? ROOT_CONTEXT;
    const span = this.#tracer.startSpan(
      spanName,
      {
        kind: conventions.kind,
        attributes: size > 1 ? { ...attributes, ...batchSize(size) } : attributes,
        links: calls.length > 1 ? calls.filter(isTraced).map(({ link }) => link) : [],
      },
      around,
    );
    const running = new Running(span, around);
    this.#requests.set(request, running);
    for (const call of calls) if (call !== parent) link(call, running);
  }

  withinRequest<R>(request: KvRequestInfo, send: () => R): R {
    const running = this.#requests.get(request);
    return running ? context.with(running.context, send) : send();
  }

  endRequest(request: KvRequestInfo, { outcome, calls }: KvRequestEnd): void {
    const running = this.#requests.get(request);
    if (!running) return;
    const { span } = running;
    const known = new Set(request.calls);
    for (const joined of this.#running(calls.filter((call) => !known.has(call)))) {
      link(running, joined);
      link(joined, running);
    }
    fail(span, errorTypeOf(outcome));
    span.end();
  }

  #running(calls: readonly KvCallInfo[]): Running[] {
    return calls.flatMap((call) => this.#calls.get(call) ?? []);
  }
}

function isTraced(running: Running): boolean {
  return running.isTraced;
}

/** One that has ended, as of a call that was cut off, takes no more. */
function link({ span }: Running, other: Running): void {
  if (span.isRecording() && other.isTraced) span.addLink(other.link);
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
