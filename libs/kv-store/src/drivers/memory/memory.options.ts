/** Entries kept in this process's memory: for tests, and for what may be lost with the process. */
export interface MemoryOptions {
  driver: 'memory';
}
