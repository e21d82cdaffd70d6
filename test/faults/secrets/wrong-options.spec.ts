import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

import { createClient } from '@redis/client';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { credsAuthenticator, jwtAuthenticator, nkeyAuthenticator } from '@nats-io/transport-node';

import { freePort } from '../../e2e/demo-process.js';
import {
  expectNoCredentials,
  expectNotOpened,
  inUrl,
  password,
  token,
  user,
} from '../../support/secrets/credentials.js';

jest.mock('../../../libs/kv-store/src/create-kv-store.js', (): unknown =>
  jest.requireActual('../../support/secrets/create-kv-store.js'),
);

const url = `redis://${inUrl}cache.example.com:6379/0`;
const servers = `nats://${inUrl}nats.example.com:4222`;
const endpoint = `http://${inUrl}dynamodb.example.com`;
const keys = { accessKeyId: user, secretAccessKey: password, sessionToken: token };
const bytes = new TextEncoder();

/** A credential where something else is wanted, or something else where a credential is wanted. */
const mistakes: Readonly<Record<string, readonly unknown[]>> = {
  'any store': [
    url,
    [url],
    new URL(url),
    { url },
    { options: { driver: 'redis', url } },
    { driver: url },
    { driver: new URL(url) },
    { driver: ['redis', url] },
    { driver: 'memory', timeout: url },
    { driver: 'memory', namespace: url },
    { driver: 'memory', observers: url },
    { driver: 'memory', cache: { max: url } },
    { driver: 'memory', url },
    { driver: 'memory', maxEntries: url },
    { driver: { name: url } },
  ],
  Redis: [
    { url: new URL(url) },
    { url: [url] },
    { url: { url } },
    { url: url.replace('redis:', 'http:') },
    { url: url.replace('redis://', '') },
    { url: url.replace('redis://', 'redis:/') },
    { url: url.replace(':6379', ':port') },
    { url: url.replace(/%40.*@/, '50%@') },
    { url: `redis://${user}:${password}@cache.example.com` },
    { url, socket: '/run/redis.sock' },
    { url, host: 'cache.example.com' },
    { host: url },
    { socket: url },
    { cluster: url },
    { cluster: [[url]] },
    { cluster: [new URL(url)] },
    { cluster: [{ url }] },
    { cluster: [`${url}1`] },
    { sentinel: url },
    { sentinel: { name: url, nodes: [url] } },
    { sentinel: { name: 'mymaster', nodes: url } },
    { sentinel: { name: 'mymaster', nodes: [url], password } },
    { username: [user] },
    { password: { password } },
    { database: password },
    { tls: password },
    { clientConfig: url },
    { client: url },
    { client: { url } },
    { client: createClient({ url }) },
    { client: createClient({ url }), password },
  ].map((options) => ({ driver: 'redis', ...options })),
  NATS: [
    { servers: new URL(servers) },
    { servers: [[servers]] },
    { servers: [new URL(servers)] },
    { servers: { servers } },
    { servers: servers.replace('nats:', 'ws:') },
    { servers: servers.replace(':4222', ':port') },
    { servers: servers.replace(/%40.*@/, '50%@') },
    { servers: `nats://${user}:${password}@nats.example.com` },
    { servers: `${servers}?token=${token}` },
    { servers, client: {} },
    { bucket: servers },
    { bucket: token },
    { user, pass: password },
    { token },
    { storage: token },
    { replicas: token },
    { clientConfig: servers },
    { client: servers },
  ].map((options) => ({ driver: 'nats', bucket: 'kv', ...options })),
  DynamoDB: [
    { credentials: `${user}:${password}` },
    { credentials: [user, password] },
    { credentials: { accessKey: user, secretKey: password } },
    { credentials: { accessKeyId: user, secretAccessKey: [password] } },
    { accessKeyId: user, secretAccessKey: password },
    { endpoint: endpoint.replace('http:', 'ftp:') },
    { endpoint: new URL(endpoint) },
    { endpoint: `http://${user}:${password}@dynamodb.example.com` },
    { endpoint: { url: endpoint } },
    { region: endpoint },
    { region: { endpoint } },
    { table: endpoint },
    { table: { credentials: keys } },
    { attributes: { pk: keys } },
    { client: keys },
    { client: { credentials: keys } },
    { client: new DynamoDBClient({ region: 'eu-west-1', credentials: keys }), credentials: keys },
    { clientConfig: endpoint },
    { createTable: token },
  ].map((options) => ({ driver: 'dynamodb', table: 'kv', region: 'eu-west-1', ...options })),
  LMDB: [
    { path: url },
    { path: new URL(url) },
    { path: '/data/kv', sync: token },
    { path: '/data/kv', mapSize: url },
  ].map((options) => ({ driver: 'lmdb', ...options })),
};

describe.each(Object.entries(mistakes))('wrong options of %s', (_, all) => {
  it.each(all.map((options, index) => [index, options] as const))(
    'keep credentials: %i',
    async (_, options) => {
      await expectNoCredentials(() => expectNotOpened(options));
    },
  );
});

it.each([12_345_678, -12_345_678])('a password that is a number is not told: %i', async (pin) => {
  for (const option of ['username', 'password', 'url', 'tls']) {
    const { createKvStore } = jest.requireActual<typeof import('nestjs-kv-store')>('nestjs-kv-store');
    await expect(createKvStore({ driver: 'redis', [option]: pin })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.not.stringContaining('345') as string,
    });
  }
});

describe('where nobody answers', () => {
  it('credentials are kept', async () => {
    const port = await freePort();
    const host = `127.0.0.1:${port}`;
    for (const options of [
      { driver: 'redis', url: `redis://${inUrl}${host}` },
      { driver: 'redis', url: `rediss://${inUrl}${host}` },
      { driver: 'redis', url: `redis://${host}`, username: user, password },
      { driver: 'redis', cluster: [`redis://${inUrl}${host}`] },
      { driver: 'redis', sentinel: { name: 'mymaster', nodes: [`redis://${inUrl}${host}`] } },
      {
        driver: 'redis',
        clientConfig: { username: user, password, socket: { host: url } },
        url: `redis://${host}`,
      },
      { driver: 'nats', bucket: 'kv', servers: `nats://${inUrl}${host}` },
      { driver: 'nats', bucket: 'kv', servers: `nats://${encodeURIComponent(token)}@${host}` },
      { driver: 'nats', bucket: 'kv', servers: host, clientConfig: { user, pass: password } },
      { driver: 'nats', bucket: 'kv', servers: host, clientConfig: { token } },
      {
        driver: 'dynamodb',
        table: 'kv',
        region: 'x',
        credentials: keys,
        endpoint: `http://${inUrl}${host}`,
        clientConfig: { maxAttempts: 1 },
      },
    ]) {
      await expectNoCredentials(() => expectNotOpened(options));
    }
  });
});

describe('what makes credentials and fails', () => {
  it('does not have its words repeated', async () => {
    const fails = () => Promise.reject(Object.assign(new Error(`no ${token}`), { name: token, code: token }));
    const dynamodb = { driver: 'dynamodb', table: 'kv', region: 'eu-west-1' };
    await expectNoCredentials(() => expectNotOpened({ ...dynamodb, credentials: fails }));
    await expectNoCredentials(() =>
      expectNotOpened({ ...dynamodb, credentials: () => Promise.resolve(token) }),
    );
    const nats = { driver: 'nats', bucket: 'kv', servers: `127.0.0.1:${await freePort()}` };
    for (const authenticator of [
      nkeyAuthenticator(bytes.encode(token)),
      jwtAuthenticator(token, bytes.encode(token)),
      credsAuthenticator(bytes.encode(token)),
      () => {
        throw new Error(token);
      },
    ]) {
      await expectNoCredentials(() => expectNotOpened({ ...nats, clientConfig: { authenticator } }));
    }
  });
});

describe('a DynamoDB that repeats what it was sent', () => {
  it.each(['InvalidSignatureException', 'UnrecognizedClientException', 'SomethingElse'])(
    'with %s is not repeated',
    async (name) => {
      const server = createServer((request, response) => {
        const sent = JSON.stringify([request.headers, password]);
        response.writeHead(400, { 'Content-Type': 'application/x-amz-json-1.0' });
        response.end(
          JSON.stringify({ __type: `com.amazon.coral.service#${name}`, message: sent, Message: sent }),
        );
      }).listen(0);
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      try {
        await expectNoCredentials(() =>
          expectNotOpened({
            driver: 'dynamodb',
            table: 'kv',
            region: 'eu-west-1',
            endpoint: `http://${inUrl}127.0.0.1:${port}`,
            credentials: keys,
          }),
        );
      } finally {
        server.closeAllConnections();
        server.close();
      }
    },
  );
});
