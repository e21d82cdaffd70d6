import { KvError } from 'nestjs-kv-store';

import { readEnvironment } from '../config/environment.js';
import { startFailure } from './start-failure.js';

describe('why the demo did not start', () => {
  const failure = (more: object) => startFailure(Object.assign(new Error('listen'), more));

  it('is a port', () => {
    expect(failure({ code: 'EADDRINUSE', port: 3000 })).toMatch(/^port 3000 is in use\..* PORT /);
    expect(failure({ code: 'EACCES', port: 80 })).toMatch(/^this user may not listen on port 80\. /);
  });

  it('is AWS, which someone may not have meant', () => {
    const context = { operation: 'open', store: 'default', driver: 'dynamodb' };
    const error = new KvError({ code: 'UNAVAILABLE' }, context);
    expect(startFailure(error, readEnvironment({ AWS_PROFILE: 'me' }))).toMatch(
      /UNAVAILABLE.* Unset AWS_REGION, /,
    );
    expect(startFailure(error, readEnvironment({ KV_DRIVER: 'memory' }))).toBe(error.message);
  });

  it('is the first line of any other message', () => {
    expect(startFailure(new Error('No such thing.\n\nAdvice for developers:'))).toBe('No such thing.');
    expect(startFailure(new Error())).toBe('Error');
  });
});
