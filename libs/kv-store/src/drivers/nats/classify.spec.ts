import { classify } from './classify.js';
import { NoAnswer, NotConnected } from './errors.js';

const named = (name: string) => Object.assign(new Error('with a secret'), { name });

it('without a connection nothing was sent, and the reason is told where it is known', () => {
  expect(classify(new NotConnected(named('AuthorizationError')))).toMatchObject({
    code: 'PERMISSION_DENIED',
    outcome: 'none',
  });
  for (const why of [undefined, named('ProtocolError'), new Error()]) {
    expect(classify(new NotConnected(why))).toEqual({ code: 'UNAVAILABLE', outcome: 'none' });
  }
});

it('a lost connection leaves open what came of what was sent on it', () => {
  expect(classify(new NoAnswer())).toMatchObject({ code: 'UNAVAILABLE' });
  expect(classify(new NoAnswer())).not.toHaveProperty('outcome');
});

it.each([undefined, null, 'text', 7, {}])('of %j nothing is known', (error) => {
  expect(classify(error)).toMatchObject({ code: 'UNKNOWN' });
});
