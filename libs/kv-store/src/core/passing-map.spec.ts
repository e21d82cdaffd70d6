import { PassingMap } from './passing-map.js';

/** More than a map takes in before another takes its place. */
const many = 5_000;

describe('a map through which entries pass', () => {
  it('has what was added and not deleted, like any other', () => {
    const passing = new PassingMap<number>();
    const expected = new Map<string, number>();
    for (let step = 0; step < many; step += 1) {
      passing.add(`key ${step}`, step);
      expected.set(`key ${step}`, step);
      // Some stay long, so that they are not in the newest map.
      const gone = step % 7 === 0 ? `key ${step - 3_000}` : `key ${step - 1}`;
      passing.delete(gone);
      expected.delete(gone);
      if (step % 500 > 0) continue;
      expect(new Map(passing.entries())).toEqual(expected);
      expect(passing.size).toBe(expected.size);
    }
    for (let step = 0; step < many; step += 1)
      expect(passing.get(`key ${step}`)).toBe(expected.get(`key ${step}`));
  });

  it('has an entry that stays while all others come and go', () => {
    const passing = new PassingMap<string>();
    passing.add('stays', 'value');
    for (let step = 0; step < many; step += 1) {
      passing.add('comes', 'and goes');
      passing.delete('comes');
      expect(passing.get('comes')).toBeUndefined();
    }
    expect(passing.get('stays')).toBe('value');
    passing.delete('stays');
    expect(passing.size).toBe(0);
  });
});
