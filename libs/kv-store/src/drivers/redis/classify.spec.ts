import type { KvErrorCode } from '../../core/kv-error.js';
import { classify } from './classify.js';
import { NotConnected, Silent } from './errors.js';

it.each<[string, KvErrorCode]>([
  ['WRONGTYPE Operation against a key holding the wrong kind of value', 'CORRUPT'],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'EXHAUSTED'],
  ["-OOM command not allowed when used memory > 'maxmemory'.", 'EXHAUSTED'],
  ['NOAUTH Authentication required.', 'PERMISSION_DENIED'],
  ['WRONGPASS invalid username-password pair or user is disabled.', 'PERMISSION_DENIED'],
  ["NOPERM User app has no permissions to run the 'info' command", 'PERMISSION_DENIED'],
  ["READONLY You can't write against a read only replica.", 'UNAVAILABLE'],
  ['LOADING Redis is loading the dataset in memory', 'UNAVAILABLE'],
  ['CLUSTERDOWN Hash slot not served', 'UNAVAILABLE'],
  ['MOVED 3999 127.0.0.1:6381', 'UNAVAILABLE'],
  ['MASTERDOWN Link with MASTER is down', 'UNAVAILABLE'],
  ['NOREPLICAS Not enough good replicas to write.', 'UNAVAILABLE'],
  ['BUSY Redis is busy running a script.', 'UNAVAILABLE'],
  ['ERR unknown command', 'UNKNOWN'],
])('a server that answers %j has done nothing: %s', (message, code) => {
  const failure = classify(new Error(message));
  expect(failure).toMatchObject({ code, outcome: 'none', cause: { name: 'ErrorReply' } });
});

it('a lost connection leaves open what came of what was sent on it', () => {
  for (const error of [
    new Error('Socket closed unexpectedly'),
    Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }),
    new Silent(),
  ]) {
    expect(classify(error)).toMatchObject({ code: 'UNAVAILABLE' });
    expect(classify(error)).not.toHaveProperty('outcome');
  }
});

it('without a connection nothing was sent, and the reason is that of the last attempt', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
  });
  expect(classify(refused)).toMatchObject({ code: 'UNAVAILABLE', outcome: 'none' });
  expect(classify(new NotConnected(refused))).toMatchObject({
    code: 'UNAVAILABLE',
    outcome: 'none',
    cause: { code: 'ECONNREFUSED' },
  });
  const password = new NotConnected(new Error('WRONGPASS invalid username-password pair'));
  expect(classify(password)).toMatchObject({ code: 'PERMISSION_DENIED', outcome: 'none' });
  expect(classify(new NotConnected(undefined))).toMatchObject({ code: 'UNAVAILABLE', outcome: 'none' });
});

it('what it does not know it does not guess, and never throws', () => {
  for (const error of [undefined, null, 'text', 7, {}, Object.create(null), new Error('Who knows')]) {
    expect(classify(error)).toMatchObject({ code: 'UNKNOWN' });
    expect(classify(error)).not.toHaveProperty('outcome');
  }
});
