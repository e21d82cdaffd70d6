import { cannotOpen, classify } from './classify.js';
import { CommitFailed } from './errors.js';

const withCode = (code: unknown) => Object.assign(new Error('of a key'), { code });

describe('an error', () => {
  it.each<[unknown, string]>([
    ['ENOSPC', 'EXHAUSTED'],
    [28, 'EXHAUSTED'],
    ['EDQUOT', 'EXHAUSTED'],
    [-30792, 'EXHAUSTED'],
    ['EACCES', 'PERMISSION_DENIED'],
    [13, 'PERMISSION_DENIED'],
    [30, 'PERMISSION_DENIED'],
    [-30793, 'CORRUPT'],
    [-30796, 'CORRUPT'],
    [-30794, 'UNSUPPORTED'],
    [-30790, 'UNAVAILABLE'],
    [5, 'UNAVAILABLE'],
    [-30795, 'UNAVAILABLE'],
    ['ENOENT', 'UNAVAILABLE'],
    [-30782, 'UNKNOWN'],
    [424_242, 'UNKNOWN'],
    ['', 'UNKNOWN'],
  ])('with code %p means %s', (code, meaning) => {
    const failure = classify(withCode(code));
    expect(failure.code).toBe(meaning);
    expect(failure.message ?? '').not.toContain('of a key');
    expect(failure.outcome).toBeUndefined();
  });

  it('of a transaction says of itself whether anything was done', () => {
    expect(classify(new CommitFailed('ENOSPC', true))).toMatchObject({
      code: 'EXHAUSTED',
      outcome: 'none',
      cause: { name: 'CommitFailed', code: 'ENOSPC' },
    });
    expect(classify(new CommitFailed('EIO', false))).not.toHaveProperty('outcome');
  });

  it.each([undefined, null, 'text', 7, Symbol('thrown'), {}, { code: {} }, () => undefined])(
    'that is none, %p, is UNKNOWN',
    (thrown) => {
      expect(classify(thrown).code).toBe('UNKNOWN');
    },
  );

  it('whose members throw is UNKNOWN', () => {
    const thrown = {
      get code() {
        throw new Error('No.');
      },
    };
    expect(classify(thrown)).toEqual({ code: 'UNKNOWN' });
  });

  it('of opening names the option and the directory', () => {
    expect(cannotOpen(withCode('EROFS'), '/data')).toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringMatching(/^option 'path', \/data, cannot be used: the process may not/) as string,
    });
    expect(cannotOpen(new Error('of a key'), '/data')).toMatchObject({
      code: 'UNKNOWN',
      message: "option 'path', /data, cannot be used: LMDB gives no reason that is known.",
    });
  });
});
