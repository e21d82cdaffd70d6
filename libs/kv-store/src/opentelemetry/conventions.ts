import { type Attributes, SpanKind } from '@opentelemetry/api';

import type { KvBackEnd } from '../core/kv-driver.js';
import type { KvErrorCause } from '../core/kv-error.js';
import type { KvOutcome, KvStoreInfo } from '../core/kv-observer.js';

/**
 * Names of OpenTelemetry's semantic conventions for database clients, those of version 1.33 and later, all of them
 * stable: https://opentelemetry.io/docs/specs/semconv/db/database-spans/. What begins with `kv_store` is our own.
 */
export const names = {
  system: 'db.system.name',
  namespace: 'db.namespace',
  collection: 'db.collection.name',
  operation: 'db.operation.name',
  batchSize: 'db.operation.batch.size',
  statusCode: 'db.response.status_code',
  errorType: 'error.type',
  address: 'server.address',
  port: 'server.port',
  store: 'kv_store.name',
  outcome: 'kv_store.outcome',
} as const;

/** What is the same for all calls of a store and all requests that it makes, made once. */
export class StoreConventions {
  readonly kind: SpanKind;
  readonly #attributes: Attributes;
  /** What operations are performed on, for the names of spans; with the space before it. */
  readonly #target: string;
  readonly #operations = new Map<string, OperationConventions>();

  constructor(store: string, { system, namespace, collection, address, port, embedded }: KvBackEnd) {
    const server = address !== undefined && port !== undefined ? `${address}:${String(port)}` : address;
    // Redis's namespace is a number, which says little.
    const target = collection ?? (system === 'redis' ? undefined : namespace) ?? server;
    this.kind = embedded ? SpanKind.INTERNAL : SpanKind.CLIENT;
    this.#target = target === undefined ? '' : ` ${target}`;
    this.#attributes = {
      [names.system]: system,
      ...(namespace !== undefined && { [names.namespace]: namespace }),
      ...(collection !== undefined && { [names.collection]: collection }),
      ...(address !== undefined && { [names.address]: address }),
      ...(port !== undefined && { [names.port]: port }),
      [names.store]: store,
    };
  }

  operation(name: string): OperationConventions {
    let operation = this.#operations.get(name);
    if (!operation) {
      operation = new OperationConventions(name + this.#target, {
        ...this.#attributes,
        [names.operation]: name,
      });
      this.#operations.set(name, operation);
    }
    return operation;
  }
}

/** One operation of a store: what its spans and its points of metrics have in common. */
class OperationConventions {
  readonly #failed = new Map<string, Attributes>();

  constructor(
    readonly spanName: string,
    readonly attributes: Attributes,
  ) {}

  /** With what it failed by. */
  ended(errorType: string | undefined): Attributes {
    if (errorType === undefined) return this.attributes;
    const known = this.#failed.get(errorType) ?? { ...this.attributes, [names.errorType]: errorType };
    this.#failed.set(errorType, known);
    return known;
  }
}

const known = new WeakMap<KvBackEnd, Map<string, StoreConventions>>();

export function conventionsOf({ store, backEnd }: KvStoreInfo): StoreConventions {
  const stores = known.get(backEnd) ?? new Map<string, StoreConventions>();
  known.set(backEnd, stores);
  const conventions = stores.get(store) ?? new StoreConventions(store, backEnd);
  stores.set(store, conventions);
  return conventions;
}

/** A batch is of two or more. */
export function batchSize(size: number | undefined): Attributes {
  return size !== undefined && size > 1 ? { [names.batchSize]: size } : {};
}

/** The code of the `KvError`; of what the caller's own function threw, that it is none of ours. */
export function errorTypeOf(outcome: KvOutcome): string | undefined {
  if (outcome === 'ok' || outcome === 'hit' || outcome === 'miss') return undefined;
  return outcome === 'thrown' ? '_OTHER' : outcome;
}

/** What the back end itself answered: the name of AWS's error, or the word that Redis's begins with. */
export function statusCodeOf(cause: KvErrorCause | undefined): string | undefined {
  if (cause?.status !== undefined) return cause.name;
  return cause?.name === 'ErrorReply' ? cause.code : undefined;
}
