/** Of what JetStream says of a stream, what is used of it. Durations are in nanoseconds. */
export interface StreamInfo {
  readonly created: string;
  readonly config: StreamConfig;
  readonly state: { readonly messages: number; readonly bytes: number; readonly last_seq: number };
  /** Of a stream in a cluster. */
  readonly cluster?: {
    readonly leader?: string;
    readonly replicas?: readonly { readonly current?: boolean; readonly offline?: boolean }[];
  };
}

export interface StreamConfig {
  readonly name: string;
  readonly subjects?: readonly string[];
  readonly storage: 'file' | 'memory';
  readonly num_replicas: number;
  readonly max_msgs_per_subject: number;
  readonly max_msgs: number;
  readonly max_bytes: number;
  readonly max_age: number;
  readonly discard: 'new' | 'old';
  readonly allow_direct?: boolean;
  /** Of NATS Server 2.11 and later. */
  readonly allow_msg_ttl?: boolean;
  readonly deny_purge?: boolean;
  readonly sealed?: boolean;
  readonly mirror?: object;
}

/** Whether the servers themselves remove what has expired. With a history they would bring back an older value. */
export function expiresByItself({ config }: StreamInfo): boolean {
  return config.allow_msg_ttl === true && config.max_msgs_per_subject === 1;
}
