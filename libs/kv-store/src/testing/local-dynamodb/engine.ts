/** How an engine is started. */
export interface EngineStartOptions {
  /** Default: a free one. */
  port: number | undefined;
  /** The folder for its data, which exists. Default: in memory. */
  folder: string | undefined;
  /** Told the id of a process that lives as long as the engine does, where it is one of its own. */
  onSpawn: (pid: number) => Promise<void>;
}

export interface RunningEngine {
  readonly port: number;
  /** Twice is harmless. */
  stop(): Promise<void>;
}

export type EngineStart = (options: EngineStartOptions) => Promise<RunningEngine>;
