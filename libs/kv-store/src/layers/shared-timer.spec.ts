import { Timed, SharedTimer } from './shared-timer.js';

class Noted extends Timed {
  constructor(private readonly then: () => void) {
    super();
  }

  timeIsUp(): void {
    this.then();
  }

  endNow(): void {
    this.then();
  }
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('SharedTimer', () => {
  const ended: string[] = [];
  const named = (name: string) => new Noted(() => ended.push(name));

  beforeEach(() => {
    ended.length = 0;
  });

  it('ends each when its own time is up', () => {
    const timer = new SharedTimer(100);
    timer.add(named('first'));
    jest.advanceTimersByTime(60);
    timer.add(named('second'));
    timer.add(named('third'));
    jest.advanceTimersByTime(39);
    expect(ended).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(ended).toEqual(['first']);
    jest.advanceTimersByTime(59);
    expect(ended).toEqual(['first']);
    jest.advanceTimersByTime(1);
    expect(ended).toEqual(['first', 'second', 'third']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([0, 1, 2])(
    'leaves out what was deleted, be it the first, one between or the last (%d)',
    (deleted) => {
      const timer = new SharedTimer(100);
      const all = ['a', 'b', 'c'].map(named);
      for (const one of all) timer.add(one);
      const without = all.filter((_, index) => index === deleted);
      // Twice is harmless.
      for (const one of [...without, ...without]) timer.delete(one);
      jest.advanceTimersByTime(100);
      expect(ended).toEqual(['a', 'b', 'c'].filter((_, index) => index !== deleted));
    },
  );

  it('has no timer while there is nothing to end, and begins anew', () => {
    const timer = new SharedTimer(100);
    const one = named('one');
    const other = named('other');
    timer.add(one);
    timer.add(other);
    timer.delete(one);
    expect(jest.getTimerCount()).toBe(1);
    timer.delete(other);
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(50);
    timer.add(one);
    jest.advanceTimersByTime(99);
    expect(ended).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(ended).toEqual(['one']);
  });

  it('is not confused by what is added and deleted when the time of one is up', () => {
    const timer = new SharedTimer(100);
    const late = named('late');
    const neighbour = named('neighbour');
    timer.add(
      new Noted(() => {
        ended.push('first');
        timer.delete(neighbour);
        timer.add(late);
      }),
    );
    timer.add(neighbour);
    timer.add(named('last'));
    jest.advanceTimersByTime(100);
    expect(ended).toEqual(['first', 'last']);
    jest.advanceTimersByTime(100);
    expect(ended).toEqual(['first', 'last', 'late']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('lets go of what is over', () => {
    const timer = new SharedTimer(100);
    const [one, other] = [named('one'), named('other')];
    timer.add(one);
    timer.add(other);
    timer.delete(one);
    expect(one).toMatchObject({ earlier: undefined, later: undefined });
    expect(other.earlier).toBeUndefined();
  });
});
