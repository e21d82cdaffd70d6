import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

import { backEndOf, locatedBackEnd } from './location.js';

const located = (config: DynamoDBClientConfig) =>
  locatedBackEnd('things', new DynamoDBClient({ region: 'eu-west-1', ...config }), 'eu-west-1');

it.each<[string, DynamoDBClientConfig, object]>([
  ['the region', {}, { address: 'dynamodb.eu-west-1.amazonaws.com' }],
  ['FIPS', { useFipsEndpoint: true }, { address: 'dynamodb-fips.eu-west-1.amazonaws.com' }],
  ['an endpoint', { endpoint: 'http://localhost:8000' }, { address: 'localhost', port: 8000 }],
  ['one on the usual port', { endpoint: 'https://proxy.example' }, { address: 'proxy.example' }],
])('the host is said by %s', async (_, config, server) => {
  expect(await located(config)).toEqual({ system: 'aws.dynamodb', collection: 'things', ...server });
});

it('the host is said by AWS_ENDPOINT_URL', async () => {
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = 'http://localhost:8001';
  try {
    expect(await located({})).toMatchObject({ address: 'localhost', port: 8001 });
  } finally {
    delete process.env['AWS_ENDPOINT_URL_DYNAMODB'];
  }
});

it('a client that does not tell its host is no failure', async () => {
  const endpointProvider = () => {
    throw new Error('secret');
  };
  expect(await located({ endpointProvider })).toEqual(backEndOf('things'));
});

it('of an ARN, which names the account, the table alone is told', () => {
  const arn = 'arn:aws:dynamodb:eu-west-1:123456789012:table/things';
  expect(backEndOf(arn)).toEqual({ system: 'aws.dynamodb', collection: 'things' });
});
