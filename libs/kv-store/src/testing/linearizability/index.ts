export { check, expectLinearizable, type Verdict } from './checker.js';
export type { DrivenStore } from './driven-store.js';
export type { Operation } from './history.js';
export { run, type RunOptions } from './run.js';
