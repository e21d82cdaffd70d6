import type { Runner } from './runner.js';
import type { Subject } from './subject.js';

/** Declares the tests of one topic. */
export type Topic = (subject: Subject, runner: Runner) => void;
