import { inspect } from 'node:util';
import { createContext, runInContext } from 'node:vm';

import { describeCause, isA, nameOf } from './kv-error.js';
import { KvFault, typeName } from './kv-fault.js';

const hostile = (): object => {
  const explode = () => {
    throw new TypeError('secret');
  };
  return new Proxy({}, new Proxy({}, { get: () => explode }));
};
const revoked = (target: object): object => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};

it.each<[string, unknown]>([
  ['TypeError', new TypeError('secret')],
  ['TypeError', runInContext("new TypeError('secret')", createContext())],
  ['AbortError', new DOMException('secret', 'AbortError')],
  ['object', { name: 'Ada' }],
  ['Error', Object.assign(new Error('secret'), { name: 'a secret' })],
  ['object', hostile()],
  ['undefined', undefined],
  ['object', null],
  ['string', 'secret'],
  ['symbol', Symbol('secret')],
])('%s is told of what was thrown', (name, thrown) => {
  expect(nameOf(thrown)).toBe(name);
});

it('of a cause that throws when it is looked at, or says sentences, only the type is told', () => {
  expect(describeCause(hostile())).toEqual({ name: 'object' });
  expect(describeCause({ code: 'a secret', status: 'secret' })).toEqual({ name: 'object' });
  expect(describeCause(Object.assign(new Error('secret'), { code: 'ECONNRESET', status: 503 }))).toEqual({
    name: 'Error',
    code: 'ECONNRESET',
    status: 503,
  });
});

it('a fault keeps the place in a value from what prints it', () => {
  const fault = new KvFault('CORRUPT', 'It is.', { place: '.secret' });
  expect(fault.place).toBe('.secret');
  expect(JSON.stringify(fault) + inspect(fault)).not.toContain('secret');
});

it('what throws when it is asked is of no class', () => {
  expect(isA(hostile(), KvFault)).toBe(false);
  expect(isA(new KvFault('CORRUPT', 'It is.'), KvFault)).toBe(true);
});

it.each([
  ['an object', revoked({})],
  ['an object', revoked([])],
  ['an array', []],
  ['a symbol', Symbol('secret')],
])('the type is told as %s', (name, value) => {
  expect(typeName(value)).toBe(name);
});
