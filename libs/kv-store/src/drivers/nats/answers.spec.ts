import { Answers } from './answers.js';

it('few are read at once until they are known to be small, and again when they are not', () => {
  const answers = new Answers();
  expect(answers.most).toBe(22);
  for (let count = 0; count < 2_000; count += 1) answers.saw(100);
  expect(answers.most).toBe(256);
  answers.saw(1_400_000);
  expect(answers.most).toBe(22);
  for (let count = 0; count < 100; count += 1) answers.saw(0);
  expect(answers.most).toBe(33);
});
