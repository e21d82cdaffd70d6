import { outcomesOf } from './kv-results.js';

const turn = () => new Promise(setImmediate);

describe('outcomes of several answers', () => {
  it('are there at once where all answers are, failures among them', async () => {
    let turns = 0;
    const counting = turn().then(() => (turns += 1));
    const lost = new Error('lost');
    expect(await outcomesOf([Promise.resolve(1), Promise.reject(lost), Promise.resolve(3)])).toEqual([
      { ok: true, value: 1 },
      { ok: false, error: lost },
      { ok: true, value: 3 },
    ]);
    expect(turns).toBe(0);
    await counting;
  });

  it('follow as promises where they come later than the first', async () => {
    let answer: (value: string) => void = () => undefined;
    let refuse: (error: unknown) => void = () => undefined;
    const late = [
      new Promise<string>((resolve) => (answer = resolve)),
      new Promise<string>((_, reject) => (refuse = reject)),
    ];
    const [first, ...others] = await outcomesOf([Promise.resolve('a'), ...late]);
    expect(first).toEqual({ ok: true, value: 'a' });
    answer('b');
    refuse('lost');
    expect(await Promise.all(others.map((other) => Promise.resolve(other)))).toEqual([
      { ok: true, value: 'b' },
      { ok: false, error: 'lost' },
    ]);
  });

  it('of one turn of the event loop come together', async () => {
    const answers = [1, 2, 3].map((value) => turn().then(() => value));
    expect((await outcomesOf(answers)).every((outcome) => 'ok' in outcome)).toBe(true);
  });

  it('of nothing are none', async () => {
    expect(await outcomesOf([])).toEqual([]);
  });
});
