export type { ForeignItem, OtherProgram, World } from './command.js';
export { type Comparison, expectStoreToFollowTheModel } from './compare.js';
export { expectToFollowTheModel, findDifference, follow, type Pace, runsOf, timeFor } from './follow.js';
export { foreignPut, foreignTtl } from './foreign.js';
export { Model } from './model.js';
export { type Others, type Sequence, type SequenceOptions, sequences, value } from './sequences.js';
