import fc from 'fast-check';

import { contentType, hugeBody, oddBody, rightBodies } from './bodies.js';
import { framing, notHttp } from './framings.js';
import { headers } from './headers.js';
import { json, Message, type Parts, requestOf } from './message.js';
import { followed } from './neighbours.js';
import { knownMethod, method, path, query, reaching } from './targets.js';

const message = (kind: string) => (parts: Parts) => new Message(kind, requestOf(parts));

const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 1, maxLength: 3 });

/** Requests that succeed. */
const rightParts: fc.Arbitrary<Parts> = name.chain((text) =>
  fc.constantFrom<Parts[]>(
    { method: 'PUT', target: `/kv/fuzz-${text}`, headers: [json], body: JSON.stringify(rightBodies.kv) },
    { method: 'PUT', target: `/users/fuzz-${text}`, headers: [json], body: JSON.stringify(rightBodies.user) },
    { method: 'POST', target: '/links', headers: [json], body: JSON.stringify(rightBodies.link) },
    { method: 'DELETE', target: `/kv/fuzz-${text}` },
    { method: 'DELETE', target: `/users/fuzz-${text}` },
    { method: 'GET', target: `/l/${followed}` },
    { method: 'GET', target: '/users?limit=5' },
    { method: 'GET', target: '/health' },
    { method: 'GET', target: '/docs' },
  ),
);

const someBody = fc.option(fc.constantFrom(...Object.values(rightBodies)), { nil: undefined });
const rightBodyFor = (target: string) =>
  JSON.stringify(
    target.includes('kv') ? rightBodies.kv : target.includes('links') ? rightBodies.link : rightBodies.user,
  );
const bodyTarget = fc.constantFrom(
  ...([
    ['PUT', '/kv/fuzz-body'],
    ['PUT', '/users/fuzz-body'],
    ['PATCH', '/users/fuzz-body'],
    ['POST', '/links'],
    ['DELETE', '/kv/fuzz-body'],
    ['GET', '/users'],
  ] as const),
);

const oddPath = fc.record({ method, target: path, body: someBody }).map(({ body, ...rest }) => {
  const text = body && JSON.stringify(body);
  return message('path')({ ...rest, headers: text === undefined ? [] : [json], body: text });
});

const reachingPath = fc
  .record({ method: fc.constantFrom('PUT', 'DELETE', 'PATCH', 'GET'), target: reaching })
  .map(({ method, target }) =>
    message('reach')({ method, target, headers: [json], body: rightBodyFor(target) }),
  );

const oddQuery = fc
  .record({
    method: knownMethod,
    target: fc.constantFrom('/users', '/users', '/users/fuzz-a', '/kv/fuzz-a', '/health'),
    query,
  })
  .map(({ method, target, query }) => message('query')({ method, target: `${target}?${query}` }));

const oddHeaders = fc.record({ of: bodyTarget, headers }).map(({ of: [method, target], headers }) => {
  const body = method === 'GET' ? undefined : rightBodyFor(target);
  return message('headers')({ method, target, headers: [...headers, json], body });
});

const oddBodies = fc
  .record({ of: bodyTarget, body: oddBody })
  .map(({ of: [method, target], body }) => message('body')({ method, target, headers: [json], body }));

const oddTypes = fc
  .record({ of: bodyTarget, headers: contentType })
  .map(({ of: [method, target], headers }) =>
    message('content type')({ method, target, headers, body: rightBodyFor(target) }),
  );

const hugeBodies = fc
  .record({ of: bodyTarget, body: hugeBody })
  .map(({ of: [method, target], body }) => message('huge body')({ method, target, headers: [json], body }));

const changes = fc.array(fc.tuple(fc.nat(200), fc.constantFrom('flip', 'drop', 'add'), fc.nat(255)), {
  minLength: 1,
  maxLength: 4,
});

const bitRot = fc.tuple(rightParts, changes).map(([parts, rots]) => {
  const bytes = [...requestOf(parts)];
  for (const [place, change, byte] of rots) {
    const at = place % bytes.length;
    if (change === 'flip') bytes[at] = byte;
    else if (change === 'drop') bytes.splice(at, 1);
    else bytes.splice(at, 0, byte);
  }
  return new Message('bit rot', Buffer.from(bytes), true);
});

/** What the demo is sent, and how often of a hundred times. */
export const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  { weight: 25, arbitrary: rightParts.map(message('right')) },
  { weight: 17, arbitrary: oddPath },
  { weight: 3, arbitrary: reachingPath },
  { weight: 10, arbitrary: oddQuery },
  { weight: 12, arbitrary: oddHeaders },
  { weight: 15, arbitrary: oddBodies },
  { weight: 5, arbitrary: oddTypes },
  { weight: 4, arbitrary: framing },
  { weight: 3, arbitrary: notHttp },
  { weight: 4, arbitrary: bitRot },
  { weight: 2, arbitrary: hugeBodies },
);
