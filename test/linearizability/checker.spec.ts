import {
  created,
  get,
  has,
  increment,
  inTurn,
  notCreated,
  op,
  remove,
  seen,
  set,
  take,
  touch,
  update,
} from './by-hand.js';
import { expectLinearizable, check } from '../../libs/kv-store/src/testing/linearizability/checker.js';
import type { Call, Operation } from '../../libs/kv-store/src/testing/linearizability/history.js';

const verdict = (history: readonly Operation[]) => check(history).verdict;
const ok = 'linearizable';
const violation = 'violation';

describe('calls side by side', () => {
  it('may take effect in either order', () => {
    const writes = [op(0, 10, set('a'), { process: 'p' }), op(0, 10, set('b'), { process: 'q' })];
    expect(verdict([...writes, op(20, 30, get('a'))])).toBe(ok);
    expect(verdict([...writes, op(20, 30, get('b'))])).toBe(ok);
    expect(verdict([...writes, op(20, 30, get())])).toBe(violation);
  });

  it('take effect in one order for all', () => {
    const writes = [op(0, 10, set('a'), { process: 'p' }), op(0, 10, set('b'), { process: 'q' })];
    const reads = [op(12, 13, get('a')), op(14, 15, get('b'))];
    expect(verdict([...writes, ...reads])).toBe(violation);
  });

  it('are read as before or after, and never as before once one has read them as after', () => {
    const history = [op(0, 1, set('a')), op(2, 9, set('b'))];
    expect(verdict([...history, op(3, 4, get('a')), op(5, 6, get('b'))])).toBe(ok);
    expect(verdict([...history, op(3, 4, get('b')), op(5, 6, get('a'))])).toBe(violation);
  });

  it('give one taker and one creator what there is one of', () => {
    expect(verdict([...inTurn(set('a')), op(10, 20, take('a')), op(10, 20, take())])).toBe(ok);
    expect(verdict([...inTurn(set('a')), op(10, 20, take('a')), op(10, 20, take('a'))])).toBe(violation);
    expect(verdict([op(0, 9, created('a', '1')), op(0, 9, notCreated('b'))])).toBe(ok);
    expect(verdict([op(0, 9, created('a', '1')), op(0, 9, created('b', '2'))])).toBe(violation);
  });

  it('on several keys say nothing of each other', () => {
    const other = { key: 'other' };
    expect(verdict([op(0, 1, set('a')), op(2, 3, get(), other), op(4, 5, get('a'))])).toBe(ok);
    expect(verdict([op(0, 1, set('a')), op(2, 3, get('a'), other)])).toBe(violation);
  });

  it('that touch at one instant may come in either order', () => {
    expect(verdict([op(0, 5, set('a')), op(5, 6, get())])).toBe(ok);
  });
});

describe('unknown outcomes', () => {
  const unknown = (call: number, what: Call, process = 'p') => op(call, Infinity, what, { process });

  it.each<[string, Operation[], string]>([
    ['made at once', [unknown(0, set('a')), op(5, 6, get('a'))], ok],
    ['made later', [unknown(0, set('a')), op(5, 6, get()), op(7, 8, get('a'))], ok],
    ['never made', [unknown(0, set('a')), op(5, 6, get())], ok],
    ['made before its call', [op(0, 1, get('a')), unknown(5, set('a'))], violation],
    ['made and unmade', [unknown(0, set('a')), op(5, 6, get('a')), op(7, 8, get())], violation],
    ['create', [unknown(0, { kind: 'create', input: 'a' }), op(5, 6, get('a'))], ok],
    [
      'create over an entry',
      [...inTurn(set('b')), unknown(9, { kind: 'create', input: 'a' }), op(10, 11, get('a'))],
      violation,
    ],
    [
      'replaceIf',
      [
        ...inTurn(created('a', '1')),
        unknown(9, { kind: 'replaceIf', input: { value: 'b', version: '1' } }),
        op(10, 11, get('b')),
      ],
      ok,
    ],
    [
      'replaceIf of another version',
      [
        ...inTurn(created('a', '1')),
        unknown(9, { kind: 'replaceIf', input: { value: 'b', version: '2' } }),
        op(10, 11, get('b')),
      ],
      violation,
    ],
    [
      'deleteIf',
      [...inTurn(created('a', '1')), unknown(9, { kind: 'deleteIf', input: '1' }), op(10, 11, get())],
      ok,
    ],
    [
      'deleteIf of another version',
      [...inTurn(created('a', '1')), unknown(9, { kind: 'deleteIf', input: '2' }), op(10, 11, get())],
      violation,
    ],
    [
      'update',
      [
        ...inTurn(set('a')),
        unknown(9, { kind: 'update', input: { current: 'a', next: 'b' } }),
        op(10, 11, get('b')),
      ],
      ok,
    ],
    [
      'update of another value',
      [
        ...inTurn(set('a')),
        unknown(9, { kind: 'update', input: { current: 'c', next: 'b' } }),
        op(10, 11, get('b')),
      ],
      violation,
    ],
    ['take', [...inTurn(set('a')), unknown(9, { kind: 'take' }), op(10, 11, get())], ok],
    ['increment once', [unknown(0, { kind: 'increment', input: 1 }), op(5, 6, increment(1, 2))], ok],
    ['increment twice', [unknown(0, { kind: 'increment', input: 1 }), op(5, 6, increment(1, 3))], violation],
    ['touch', [...inTurn(created('a', '1')), unknown(9, { kind: 'touch' }), op(10, 11, seen('a', '2'))], ok],
    [
      'getOrSet',
      [
        unknown(0, { kind: 'getOrSet', input: { loaded: 'a', overtaken: 'no', shared: false } }),
        op(5, 6, get('a')),
      ],
      ok,
    ],
    [
      'getOrSet overtaken',
      [
        unknown(0, { kind: 'getOrSet', input: { loaded: 'a', overtaken: 'surely', shared: false } }),
        op(5, 6, get('a')),
      ],
      violation,
    ],
  ])('%s', (_, history, expected) => {
    expect(verdict(history)).toBe(expected);
  });
});

describe('the order of calls in one process', () => {
  const [first, second] = [op(0, 9, set('a')), op(1, 9, set('b'))];

  it.each<[string, Operation[]]>([
    ['a set lands after an earlier set', [first, second, op(10, 11, get('a'))]],
    ['a delete lands after an earlier set', [first, op(1, 9, remove), op(10, 11, get('a'))]],
    ['a set lands after an earlier increment', [op(0, 9, increment(1, 6)), op(1, 9, set('5'))]],
    ['a set lands after an earlier take', [op(0, 9, take('a')), op(1, 9, set('a'))]],
    [
      'a create lands after an earlier set',
      [op(0, 9, set('a')), op(1, 9, created('b', '1')), op(10, 11, get('a'))],
    ],
    ['a touch lands after an earlier set', [op(0, 9, set('a')), op(1, 9, touch(false))]],
    [
      'an update lands after an earlier setMany',
      [op(0, 9, { kind: 'setMany', input: 'a' }), op(1, 9, update(undefined, 'b')), op(10, 11, get('a'))],
    ],
  ])('%s', (_, history) => {
    expect(verdict(history)).toBe(violation);
    const elsewhere = history.map((operation) => ({ ...operation, process: String(operation.sequence) }));
    expect(verdict(elsewhere)).toBe(ok);
  });

  it('leaves conditional changes to overlap', () => {
    expect(verdict([op(0, 9, increment(1, 2)), op(1, 9, increment(1, 1))])).toBe(ok);
  });

  it('leaves reads to overlap', () => {
    expect(verdict([op(0, 9, set('a')), op(1, 9, get()), op(2, 9, has(true))])).toBe(ok);
    expect(verdict([op(0, 9, get('a')), op(1, 9, set('a'))])).toBe(ok);
  });

  it('is not promised once one ended with an unknown outcome', () => {
    expect(verdict([op(0, Infinity, set('a')), second, op(10, 11, get('a'))])).toBe(ok);
    expect(verdict([first, op(1, Infinity, set('b')), op(10, 11, get('a'))])).toBe(ok);
  });
});

describe('the verdict', () => {
  it('shows the longest order, and what does not fit', () => {
    const history = [...inTurn(set('a'), get('a'), set('b')), op(40, 45, get('a')), op(50, 55, remove)];
    expect(() => {
      expectLinearizable(history, 'seed 7');
    })
      .toThrow(`Not linearizable (seed 7): on key 'k' no order explains all 5 answers. The longest explains 3, and ends:
  called  returned  by     operation  answer
  0.000   0.000     p #0   set "a"
  0.000   0.000     p #10  get        "a"
  0.000   0.000     p #20  set "b"
Then the key holds "b" with a version that nobody was told, and none of these leads any further:
  called  returned  by     operation  answer
  0.000   0.000     p #40  get        "a"
Called later:
  called  returned  by     operation  answer
  0.000   0.000     p #50  delete`);
  });

  it('shows which answers give one version to two values', () => {
    const result = check(inTurn(seen('a', '1'), seen('b', '1')));
    expect(result.verdict === 'violation' && result.report).toContain('one version stands for two values');
  });

  it('is neither right nor wrong when the search takes too long', () => {
    const history = Array.from({ length: 8 }, (_, index) =>
      op(0, 9, set(String(index)), { process: String(index) }),
    );
    history.push(op(10, 11, get('missing')));
    expect(check(history, 100)).toMatchObject({ verdict: 'gave up', key: 'k' });
    expect(check(history, 1_000_000)).toMatchObject({ verdict: 'violation' });
  });

  it('comes soon where many calls were interrupted', () => {
    const lost = [remove, take(), increment(1, 0), touch(true), set('lost')];
    const interrupted = Array.from({ length: 40 }, (_, index) =>
      op(index, Infinity, lost[index % lost.length] ?? remove),
    );
    const seenLater = (value: string, index: number) => [
      op(100 + 20 * index, 105 + 20 * index, set(value)),
      op(110 + 20 * index, 115 + 20 * index, get(index % 2 === 0 ? undefined : value)),
    ];
    const history = [...interrupted, ...Array.from('abcdefghijkl').flatMap(seenLater)];
    expect(verdict(history)).toBe(ok);
    expect(verdict([...history, op(900, 905, get('missing'))])).toBe('violation');
    expect(check(history).steps).toBeLessThan(20_000);
  });

  it('comes soon for many calls side by side', () => {
    const history = Array.from({ length: 400 }, (_, index) =>
      op(index * 10, index * 10 + 95, increment(1, index + 1)),
    );
    expect(check(history)).toMatchObject({ verdict: ok });
    expect(check(history).steps).toBeLessThan(20_000);
  });
});
