/**
 * The store, the Nest module that injects it, its drivers, codecs and errors.
 *
 * @module nestjs-kv-store
 */
export { createKvStore, type OpenKvStore } from './create-kv-store.js';
export type { KvClock } from './core/kv-clock.js';
export { bytes } from './core/codecs/bytes.js';
export { json } from './core/codecs/json.js';
export type { KvBytesCodec, KvCodec, KvTextCodec } from './core/codecs/kv-codec.js';
export type { StandardIssue, StandardResult, StandardSchema } from './core/codecs/standard-schema.js';
export { text } from './core/codecs/text.js';
export type {
  KvBackEnd,
  KvBreakerState,
  KvChange,
  KvCoalescing,
  KvDelete,
  KvDetails,
  KvDriver,
  KvDriverCall,
  KvDriverEvent,
  KvLimits,
  KvListedRecord,
  KvPut,
  KvRecord,
  KvRecordPage,
  KvRecordRange,
  KvResult,
  KvResults,
} from './core/kv-driver.js';
export {
  KvBatchError,
  KvError,
  type KvErrorCause,
  type KvErrorCode,
  type KvErrorContext,
  type KvFailure,
} from './core/kv-error.js';
export { KvFault } from './core/kv-fault.js';
export type {
  KvCallEnd,
  KvCallInfo,
  KvObserver,
  KvOperation,
  KvOutcome,
  KvRequestEnd,
  KvRequestInfo,
  KvRequestOperation,
  KvStoreInfo,
} from './core/kv-observer.js';
export type {
  KvCallOptions,
  KvClearRange,
  KvCommit,
  KvConsistency,
  KvCreateOptions,
  KvEntry,
  KvGetOrSetOptions,
  KvHealth,
  KvHealthDetails,
  KvNamespaceOptions,
  KvPage,
  KvPageRange,
  KvRange,
  KvReadOptions,
  KvSetOptions,
  KvStore,
  KvVersion,
} from './core/kv-store.js';
export type { KvDriverOptions } from './drivers/index.js';
export type {
  AwsCredentials,
  DynamoDbAttributes,
  DynamoDbOptions,
} from './drivers/dynamodb/dynamodb.options.js';
export type { LmdbOptions, LmdbSync } from './drivers/lmdb/lmdb.options.js';
export type { MemoryOptions } from './drivers/memory/memory.options.js';
export type { NatsClient, NatsClientConfig, NatsOptions } from './drivers/nats/nats.options.js';
export type {
  RedisClient,
  RedisClusterClient,
  RedisClusterNode,
  RedisOptions,
  RedisSentinelOptions,
} from './drivers/redis/redis.options.js';
export type { CustomDriverOptions, KvCommonOptions, KvStartup, KvStoreOptions } from './kv-store.options.js';
export type { KvBreakerOptions } from './layers/breaker-options.js';
export type { KvCacheOptions } from './layers/cache-options.js';
export { InjectKvStore } from './nest/inject-kv-store.decorator.js';
export type { KvStoreLogging } from './nest/kv-store.logger.js';
export { KvStoreModule } from './nest/kv-store.module.js';
export type {
  KvFeatureOptions,
  KvStoreFactoryOptions,
  KvStoreModuleAsyncOptions,
  KvStoreModuleExtras,
  KvStoreModuleOptions,
  KvStoreOptionsFactory,
} from './nest/kv-store.module-options.js';
export { getKvStoreToken, KV_STORE } from './nest/kv-store.tokens.js';
