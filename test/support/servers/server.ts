/** A server that tests need, and the ways to get it. */
export interface ServerKind {
  /** As people call it. */
  readonly name: string;
  /** `TEST_X` makes the variables `TEST_X_ENDPOINT` and `TEST_X_SKIPPED`, by which the tests know. */
  readonly variable: string;
  /** Whether `start` has what it needs. */
  isInstalled(): Promise<boolean>;
  start(): Promise<RunningServer>;
  /** Another way than to install one of `packages`. */
  install?(): boolean;
  /** Packages of Debian that bring it: the first one that this Debian has is enough. */
  readonly packages: readonly string[];
  readonly image: {
    readonly name: string;
    /** What its program is to be told. */
    readonly args?: readonly string[];
    /** On which the server in the container listens. */
    readonly port: number;
    /** Where it is reached by way of that port of this machine. */
    endpoint(port: number): string;
    isReady(port: number): Promise<boolean>;
  };
}

/** Programs that tests need, each for itself. */
export interface ProgramKind extends Pick<ServerKind, 'name' | 'variable' | 'packages'> {
  isInstalled(): boolean;
}

export interface RunningServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** The environment variables by which the tests know of a server. They reach jest's workers, too. */
export const endpointOf = ({ variable }: Pick<ServerKind, 'variable'>) => `${variable}_ENDPOINT`;
export const skippedOf = ({ variable }: Pick<ServerKind, 'variable'>) => `${variable}_SKIPPED`;
