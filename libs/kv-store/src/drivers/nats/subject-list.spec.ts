import type { Stream } from './stream.js';
import { SubjectList } from './subject-list.js';

/** A stream with these subjects, which says of them as a server does: 100,000 at once, those in one part in no order. */
function streamOf(subjects: () => readonly string[]): { stream: Stream; asked: () => number } {
  let asked = 0;
  const most = 100_000;
  const ask = (_: string, { offset }: { offset: number }) => {
    asked += 1;
    const all = [...subjects()].sort();
    const part = all.slice(offset, offset + most);
    if (all.length <= most && offset === 0) part.reverse();
    const state = { subjects: Object.fromEntries(part.map((subject) => [subject, 1])) };
    return Promise.resolve({ state, total: all.length });
  };
  return { stream: { ask } as unknown as Stream, asked: () => asked };
}

const named = (number: number) => `s${String(number).padStart(6, '0')}`;
const many = (count: number) => Array.from({ length: count }, (_, index) => named(index));

async function walk(list: SubjectList, limit: number, between: (read: number) => void = () => undefined) {
  const read: string[] = [];
  for (;;) {
    const next = await list.after(read.at(-1) ?? '', limit);
    if (next.length === 0) return read;
    read.push(...next);
    between(read.length);
  }
}

describe('a list of subjects', () => {
  it('is in their order, and asked for once where they fit in one answer', async () => {
    const subjects = many(1_000);
    const { stream, asked } = streamOf(() => subjects);
    expect(await walk(new SubjectList(stream, '>', 0), 128)).toEqual(subjects);
    expect(asked()).toBe(1);
  });

  it('is empty where there are none', async () => {
    const { stream } = streamOf(() => []);
    expect(await walk(new SubjectList(stream, '>', 0), 128)).toEqual([]);
  });

  it('leaves out none of a quarter of a million', async () => {
    const subjects = many(250_000);
    const { stream, asked } = streamOf(() => subjects);
    expect(await walk(new SubjectList(stream, '>', 0), 4_096)).toEqual(subjects);
    expect(asked()).toBe(3);
  });

  it.each([100, 1_000, 5_000, 60_000])(
    'leaves out none that stays where %d before it go meanwhile, and others come',
    async (going) => {
      const stays = many(230_000).filter((_, index) => index >= going);
      let subjects = many(230_000);
      const { stream } = streamOf(() => subjects);
      const read = await walk(new SubjectList(stream, '>', 0), 4_096, (count) => {
        if (count >= 90_000 && subjects.length === 230_000) subjects = [...stays, 's050000x', 's200000x'];
      });
      const found = new Set(read);
      expect(stays.filter((subject) => !found.has(subject))).toEqual([]);
      expect(read).toEqual([...found].sort());
    },
  );

  it('goes on from any place, also where what was before it has gone', async () => {
    const subjects = many(230_000);
    const { stream } = streamOf(() => subjects.slice(100_000));
    for (const offset of [0, 100_000, 150_000, 900_000]) {
      const next = await new SubjectList(stream, '>', offset).after(named(150_000), 3);
      expect(next).toEqual([named(150_001), named(150_002), named(150_003)]);
    }
  });
});
