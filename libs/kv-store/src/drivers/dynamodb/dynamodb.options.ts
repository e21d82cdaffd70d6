import {
  aBoolean,
  anObject,
  aPlainString,
  aString,
  aUrl,
  checkDriverOptions,
  namesOf,
  type OptionCheck,
} from '../../core/options.js';
import { invalid } from '../../core/kv-fault.js';

/** Entries as items `{ pk, value }` of a DynamoDB table, as GoFr keeps them. Needs `@aws-sdk/client-dynamodb`. */
export interface DynamoDbOptions {
  /** Chooses this driver. */
  driver: 'dynamodb';
  /** The table's name. Its key is as `primaryKey` says. */
  table: string;
  /**
   * The table's key. `'simple'`: the partition key `pk` alone, as GoFr has it. Then `keys`, `entries`, `page` and
   * `clear` Scan, which reads, and bills, the whole table, however few entries are in the range. `'composite'`: the
   * partition key `pk` holds the key's first segment (`users` of `users:42`, else `_`) and the sort key `sk` the whole
   * key, so that a namespace is listed by Query, which reads only what is in it; only a list from the root Scans. Keys
   * have at most 1,024 bytes then, and what is in one namespace shares the throughput of one partition until DynamoDB
   * splits it. Default: `'simple'`.
   */
  primaryKey?: 'simple' | 'composite';
  /** The AWS region. Default: what the AWS SDK finds, as in `AWS_REGION`. */
  region?: string;
  /** Where DynamoDB answers, as for DynamoDB Local: `http://localhost:8000`. Default: the region's own. */
  endpoint?: string;
  /**
   * Credentials, or a provider of them as `@aws-sdk/credential-providers` makes. Default: what the AWS SDK finds in
   * the environment, its files or the machine's role.
   */
  credentials?: AwsCredentials | (() => Promise<AwsCredentials>);
  /** More options for the AWS SDK's client, under these of ours. */
  clientConfig?: DynamoDBClientConfig;
  /** A client of your own in place of `region`, `endpoint`, `credentials` and `clientConfig`. You close it. */
  client?: DynamoDBClient;
  /** The attributes of an item, where the table names them otherwise: `{ pk: 'id' }`. */
  attributes?: Partial<DynamoDbAttributes>;
  /** Creates the table where it is missing: billed on demand, TTL switched on. For development. Default: `false`. */
  createTable?: boolean;
}

/** Credentials as AWS gives them out. */
export interface AwsCredentials {
  /** The public part. */
  accessKeyId: string;
  /** The secret part. */
  secretAccessKey: string;
  /** Of temporary ones. */
  sessionToken?: string;
  /** When they expire. A function that gave them is asked for new ones some minutes before. */
  expiration?: Date;
}

/** Names of the attributes of an item. */
export interface DynamoDbAttributes {
  /** The key, the table's partition key (S). Default: `pk`. */
  pk: string;
  /** The sort key (S), where `primaryKey` is `'composite'`. Default: `sk`. */
  sk: string;
  /** The value (S, or B for bytes). Default: `value`. */
  value: string;
  /** When the entry expires, in epoch seconds rounded up (N), for DynamoDB's own TTL. Default: `ttl`. */
  ttl: string;
  /** The same moment in epoch milliseconds (N), by which reads decide. Default: `ttlMs`. */
  ttlMs: string;
  /** A token that is new with every write (S), by which changes are noticed. Default: `version`. */
  version: string;
}

// The client is an optional peer: without it these two are `any`, and nothing else of the types is lost.
/** @ts-ignore */
export type DynamoDBClient = import('@aws-sdk/client-dynamodb').DynamoDBClient;
/** @ts-ignore */
export type DynamoDBClientConfig = import('@aws-sdk/client-dynamodb').DynamoDBClientConfig;

const defaultAttributes: DynamoDbAttributes = {
  pk: 'pk',
  sk: 'sk',
  value: 'value',
  ttl: 'ttl',
  ttlMs: 'ttlMs',
  version: 'version',
};

/** The options once checked, with the names of all attributes. */
export type CheckedDynamoDbOptions = Omit<DynamoDbOptions, 'driver' | 'attributes' | 'primaryKey'> & {
  attributes: DynamoDbAttributes;
  primaryKey: 'simple' | 'composite';
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const aTableName: OptionCheck = (value) =>
  typeof value === 'string' && /^([\w.-]{3,255}|arn:[^:]+:dynamodb:.+)$/.test(value)
    ? undefined
    : "a table's ARN, or its name of 3 to 255 letters, digits, '_', '.' and '-'";

export function areCredentials(value: unknown): boolean {
  const { accessKeyId, secretAccessKey } = (value ?? {}) as Partial<AwsCredentials>;
  return !aString(accessKeyId) && !aString(secretAccessKey);
}

const credentialsOrProvider: OptionCheck = (value) => {
  return typeof value === 'function' || areCredentials(value)
    ? undefined
    : "an object with strings under 'accessKeyId' and 'secretAccessKey', or a function that gives one";
};

const aClient: OptionCheck = (value) => {
  const { send, config } = (value ?? {}) as { send?: unknown; config?: unknown };
  return typeof send === 'function' && !anObject(config) ? undefined : 'a DynamoDBClient of the AWS SDK';
};

export function checkDynamoDbOptions(options: object): CheckedDynamoDbOptions {
  checkDriverOptions('dynamodb', options, {
    table: aTableName,
    primaryKey: (value) =>
      value === 'simple' || value === 'composite' ? undefined : "'simple' or 'composite'",
    region: aPlainString,
    endpoint: aUrl,
    credentials: credentialsOrProvider,
    clientConfig: anObject,
    client: aClient,
    attributes: namesOf(...Object.keys(defaultAttributes)),
    createTable: aBoolean,
  });
  const { attributes: names, primaryKey = 'simple', ...checked } = options as DynamoDbOptions;
  if (!checked.table) throw invalid("option 'table' of driver 'dynamodb' is missing: the name of the table.");
  for (const option of ['region', 'endpoint', 'credentials', 'clientConfig'] as const) {
    if (checked.client && checked[option] !== undefined) {
      throw invalid(`option '${option}' of driver 'dynamodb' does not go with 'client', which has its own.`);
    }
  }
  if (primaryKey === 'simple' && names?.sk !== undefined) {
    throw invalid(
      "option 'attributes.sk' of driver 'dynamodb' needs primaryKey: 'composite', for it names the sort key.",
    );
  }
  const attributes = { ...defaultAttributes, ...names };
  const { sk, ...others } = attributes;
  const used = [...Object.values<string>(others), ...(primaryKey === 'composite' ? [sk] : [])];
  if (new Set(used).size < used.length) {
    throw invalid("option 'attributes' of driver 'dynamodb' gives two attributes one name.");
  }
  return { ...checked, attributes, primaryKey };
}
