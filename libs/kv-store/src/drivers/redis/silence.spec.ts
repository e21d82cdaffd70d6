import { Silence } from './silence.js';

const never = new Promise<void>(() => undefined);

describe('silence on a connection', () => {
  let dead: jest.Mock;
  let silence: Silence;
  beforeEach(() => {
    jest.useFakeTimers();
    dead = jest.fn();
    silence = new Silence(dead);
  });
  afterEach(() => {
    silence.end();
    jest.useRealTimers();
  });

  it('is noticed after three seconds, and noticed again', () => {
    void silence.broken(never);
    jest.advanceTimersByTime(2_999);
    expect(dead).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(dead).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(3_000);
    expect(dead).toHaveBeenCalledTimes(2);
  });

  it('is broken by any answer, be it an error', async () => {
    void silence.broken(never);
    jest.advanceTimersByTime(2_900);
    await expect(silence.broken(Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    // Half a tick less, for an answer comes between two.
    jest.advanceTimersByTime(2_400);
    expect(dead).not.toHaveBeenCalled();
  });

  it('is none where nothing is waited for, and keeps no timer', async () => {
    await silence.broken(Promise.resolve());
    jest.advanceTimersByTime(60_000);
    expect(dead).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });
});
