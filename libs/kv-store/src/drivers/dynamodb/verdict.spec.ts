import { follow, leaveOpen } from './left-open.js';
import { verdictOf } from './verdict.js';

const failure = (properties: object) => Object.assign(new Error('failed'), properties);
const answered = (status: number, name: string, more: object = {}) =>
  failure({ name, $metadata: { httpStatusCode: status, ...more } });

it.each([
  ['a condition that did not hold', answered(400, 'ConditionalCheckFailedException'), 'refused'],
  ['a policy', answered(400, 'AccessDeniedException'), 'refused'],
  ['an error of tomorrow', answered(400, 'SomethingNew'), 'refused'],
  ['missing credentials', failure({ name: 'CredentialsProviderError' }), 'refused'],
  ['throttling', answered(400, 'ThrottlingException'), 'busy'],
  ['throughput', answered(400, 'ProvisionedThroughputExceededException'), 'busy'],
  ['a transaction in the way', answered(400, 'TransactionConflictException'), 'busy'],
  ['too many requests', answered(429, 'SomethingNew'), 'busy'],
  ['nobody listening', failure({ code: 'ECONNREFUSED', syscall: 'connect' }), 'unreached'],
  ['no such host', failure({ code: 'ENOTFOUND', syscall: 'getaddrinfo' }), 'unreached'],
  ['no way there', failure({ code: 'EHOSTUNREACH', syscall: 'connect' }), 'unreached'],
  [
    'nobody listening at any address',
    failure({
      name: 'AggregateError',
      errors: [failure({ syscall: 'connect' }), failure({ syscall: 'connect' })],
    }),
    'unreached',
  ],
  [
    'no connection in time',
    Object.assign(new Error('the request socket did not establish a connection with the server'), {
      name: 'TimeoutError',
    }),
    'unreached',
  ],
  [
    'a clock since put right',
    answered(400, 'InvalidSignatureException', { clockSkewCorrected: true }),
    'unreached',
  ],
  [
    'a clock right again',
    failure({
      name: 'InvalidSignatureException',
      message: 'Signature expired: 20260101T000000Z is now earlier',
      $metadata: { httpStatusCode: 400 },
    }),
    'unreached',
  ],
  [
    'a condition that did not hold, by a clock that is off',
    answered(400, 'ConditionalCheckFailedException', { clockSkewCorrected: true }),
    'refused',
  ],
  ['a function that gives no credentials', failure({ name: 'CredentialsFailure' }), 'refused'],
  ['a connection cut', failure({ name: 'TimeoutError', code: 'ECONNRESET', syscall: 'read' }), 'unknown'],
  ['a way lost in between', failure({ code: 'EHOSTUNREACH', syscall: 'read' }), 'unknown'],
  ['a socket closed as we wrote', failure({ code: 'EPIPE', syscall: 'write' }), 'unknown'],
  ['no answer in time', failure({ name: 'TimeoutError', code: 'ETIMEDOUT' }), 'unknown'],
  ['an abort', failure({ name: 'AbortError' }), 'unknown'],
  ['an internal error', answered(500, 'InternalServerError'), 'unknown'],
  ['a service that is away', answered(503, 'ServiceUnavailable'), 'unknown'],
  ['a request that took too long to send', answered(408, 'RequestTimeout'), 'unknown'],
  [
    'a connection cut at one address',
    failure({ errors: [failure({ syscall: 'connect' }), failure({ syscall: 'read' })] }),
    'unknown',
  ],
  ['failures of which there is none', failure({ name: 'AggregateError', errors: [] }), 'unknown'],
  ['half an answer', failure({ name: 'SyntaxError', $metadata: { httpStatusCode: 200 } }), 'unknown'],
  ['no error at all', undefined, 'unknown'],
  [
    'a condition that did not hold when a client sent it again',
    answered(400, 'ConditionalCheckFailedException', { attempts: 2 }),
    'unknown',
  ],
  [
    'throttling of a client that sent it again',
    answered(400, 'ThrottlingException', { attempts: 2 }),
    'unknown',
  ],
])('%s', (_, error, verdict) => {
  expect(verdictOf(error)).toBe(verdict);
});

describe('the last of several attempts', () => {
  const last = () => answered(400, 'ThrottlingException', { attempts: 3 });

  it('says what became of the change where those before were followed and changed nothing', () => {
    const error = last();
    const input = {};
    follow(answered(400, 'ThrottlingException'), input, false);
    follow(error, input, false);
    expect(verdictOf(error)).toBe('busy');
  });

  it('says nothing after one of which nobody knows what came', () => {
    const error = last();
    const input = {};
    follow(answered(500, 'InternalServerError'), input, true);
    follow(error, input, false);
    expect(verdictOf(error)).toBe('unknown');
  });

  it('stays unknown once it was left open', () => {
    const error = last();
    leaveOpen(error);
    expect(verdictOf(error)).toBe('unknown');
  });
});
