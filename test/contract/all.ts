import type { KvStore } from 'nestjs-kv-store';
import type { KvTestClock } from 'nestjs-kv-store/testing';

import { describeConditions } from './conditions.js';
import { describeContract } from './contract.js';
import { describeCounters } from './counters.js';
import { describeOrder } from './order.js';

/** All that every store promises. `close` ends the store that was opened last. */
export function describeStore(open: (clock?: KvTestClock) => Promise<KvStore>, close?: () => Promise<void>) {
  describe('the contract', () => {
    describeContract(open, close);
  });
  describe('conditional changes', () => {
    describeConditions(open, close);
  });
  describe('counters', () => {
    describeCounters(open, close);
  });
  describe('changes side by side', () => {
    describeOrder(open, close);
  });
}
