import {
  created,
  deleteIf,
  get,
  getOrSet,
  has,
  increment,
  inTurn,
  notCreated,
  remove,
  replaceIf,
  seen,
  set,
  take,
  touch,
  update,
} from './by-hand.js';
import { isLinearizable } from './brute-force.js';
import { check } from '../../libs/kv-store/src/testing/linearizability/checker.js';
import type { Operation } from '../../libs/kv-store/src/testing/linearizability/history.js';

const verdict = (history: readonly Operation[]) => check(history).verdict;

describe('calls one after the other', () => {
  it.each<[string, Operation[]]>([
    ['get', inTurn(get(), set('a'), get('a'))],
    ['getMany', inTurn(set('a'), { kind: 'getMany', output: 'a' })],
    ['has', inTurn(has(false), set('a'), has(true))],
    ['getEntry', inTurn(set('a'), seen('a', '1'), seen('a', '1'), set('a'), seen('a', '2'))],
    ['setMany', inTurn({ kind: 'setMany', input: 'a' }, get('a'))],
    ['delete', inTurn(remove, set('a'), remove, get())],
    ['deleteMany', inTurn(set('a'), { kind: 'deleteMany' }, get())],
    ['create', inTurn(created('a', '1'), seen('a', '1'))],
    ['create of what is there', inTurn(set('a'), notCreated('b'))],
    ['replaceIf', inTurn(set('a'), seen('a', '1'), replaceIf('b', '1', '2'), seen('b', '2'))],
    ['replaceIf of what has changed', inTurn(set('a'), seen('a', '1'), set('b'), replaceIf('c', '1'))],
    ['replaceIf of what is not there', inTurn(replaceIf('a', '1'))],
    ['deleteIf', inTurn(set('a'), seen('a', '1'), deleteIf('1', true), get())],
    ['deleteIf of what has changed', inTurn(created('a', '1'), set('b'), deleteIf('1', false), get('b'))],
    ['update', inTurn(update(undefined, 'a'), update('a', 'b'), update('b', undefined), get())],
    ['take', inTurn(set('a'), take('a'), take())],
    ['increment', inTurn(increment(2, 2), increment(-3, -1), get('-1'), set('40'), increment(2, 42))],
    ['touch', inTurn(touch(false), set('a'), seen('a', '1'), touch(true), seen('a', '1'), get('a'))],
    ['touch that makes a version', inTurn(set('a'), seen('a', '1'), touch(true), seen('a', '2'))],
    ['getOrSet of what is there', inTurn(set('a'), getOrSet('a'))],
    ['getOrSet of what is not', inTurn(getOrSet('a', { loaded: 'a' }), get('a'))],
    ['getOrSet that lost', inTurn(set('a'), getOrSet('a', { loaded: 'b' }), get('a'))],
    ['getOrSet overtaken', inTurn(getOrSet('a', { loaded: 'a', overtaken: 'surely' }), get())],
    ['getOrSet perhaps overtaken', inTurn(getOrSet('a', { loaded: 'a', overtaken: 'maybe' }), get())],
    ['getOrSet perhaps not', inTurn(getOrSet('a', { loaded: 'a', overtaken: 'maybe' }), get('a'))],
    ['getOrSet sharing a load', inTurn(getOrSet('a', { shared: true }), get())],
    ['a version of the content', inTurn(set('a'), seen('a', '1'), set('b'), set('a'), seen('a', '1'))],
  ])('may answer so: %s', (_, history) => {
    expect(verdict(history)).toBe('linearizable');
    expect(history.some(({ kind }) => kind === 'getOrSet') || isLinearizable(history)).toBe(true);
  });

  it.each<[string, Operation[]]>([
    ['get of what was never set', inTurn(get('a'))],
    ['get that misses', inTurn(set('a'), get())],
    ['getMany of an older value', inTurn(set('a'), set('b'), { kind: 'getMany', output: 'a' })],
    ['has', inTurn(set('a'), has(false))],
    [
      'getEntry with another version of what has not changed',
      inTurn(set('a'), seen('a', '1'), seen('a', '2')),
    ],
    ['getEntry with one version for two values', inTurn(set('a'), seen('a', '1'), set('b'), seen('b', '1'))],
    ['setMany', inTurn({ kind: 'setMany', input: 'a' }, get())],
    ['delete', inTurn(set('a'), remove, get('a'))],
    ['deleteMany', inTurn(set('a'), { kind: 'deleteMany' }, get('a'))],
    ['create over what is there', inTurn(set('a'), created('b', '1'))],
    ['create that failed for nothing', inTurn(notCreated('b'))],
    ['replaceIf of what has changed', inTurn(set('a'), seen('a', '1'), set('b'), replaceIf('c', '1', '2'))],
    ['replaceIf that failed for nothing', inTurn(set('a'), seen('a', '1'), replaceIf('b', '1'))],
    ['replaceIf of what is not there', inTurn(replaceIf('a', '1', '2'))],
    ['deleteIf of what has changed', inTurn(created('a', '1'), set('b'), deleteIf('1', true))],
    ['deleteIf that failed for nothing', inTurn(created('a', '1'), deleteIf('1', false))],
    [
      'deleteIf that failed, and then the version was there',
      inTurn(created('a', '1'), touch(true), deleteIf('1', false), seen('a', '1')),
    ],
    ['update that read what was not there', inTurn(set('a'), update('b', 'c'))],
    [
      'update that answers something else',
      inTurn(set('a'), { kind: 'update', input: { current: 'a', next: 'b' }, output: 'c' }),
    ],
    ['update that stored nothing', inTurn(update(undefined, 'a'), get())],
    ['take twice', inTurn(set('a'), take('a'), take('a'))],
    ['take that misses', inTurn(set('a'), take())],
    ['take that leaves it', inTurn(set('a'), take('a'), get('a'))],
    ['increment twice', inTurn(increment(1, 1), increment(1, 3))],
    ['increment of what is no number', inTurn(set('a'), increment(1, 1))],
    ['touch of what is not there', inTurn(touch(true))],
    ['touch that misses', inTurn(set('a'), touch(false))],
    ['getOrSet of what is not there', inTurn(getOrSet('a'))],
    ['getOrSet that stored over what is there', inTurn(set('a'), getOrSet('b', { loaded: 'b' }))],
    ['getOrSet that stored nothing', inTurn(getOrSet('a', { loaded: 'a' }), get())],
    ['getOrSet overtaken that stored', inTurn(getOrSet('a', { loaded: 'a', overtaken: 'surely' }), get('a'))],
    [
      'getOrSet overtaken that gives what was not loaded',
      inTurn(set('b'), getOrSet('b', { loaded: 'a', overtaken: 'surely' })),
    ],
  ])('may not answer so: %s', (_, history) => {
    expect(verdict(history)).toBe('violation');
    expect(!history.some(({ kind }) => kind === 'getOrSet') && isLinearizable(history)).toBe(false);
  });
});
