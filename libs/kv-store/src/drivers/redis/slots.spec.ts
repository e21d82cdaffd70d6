import { slotOf } from './slots.js';

// As CLUSTER KEYSLOT of Redis 7.0 says, but for the first, which the specification of Redis Cluster gives.
it.each([
  ['123456789', 0x31c3],
  ['', 0],
  ['foo', 12_182],
  ['users:42', 9_664],
  ['ä€😀', 2_315],
  ['{user1000}.following', 3_443],
  ['foo{}{bar}', 8_363],
  ['foo{{bar}}zap', 4_015],
  ['foo{bar}{zap}', 5_061],
  ['foo{bar', 15_278],
])('%j has slot %d', (key, slot) => {
  expect(slotOf(key)).toBe(slot);
});
