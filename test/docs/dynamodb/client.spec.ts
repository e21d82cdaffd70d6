import { createKvStore } from 'nestjs-kv-store';

// What docs/guides/dynamodb-in-production.md says of the AWS SDK's client, which comes by default and not from us.

interface Sent {
  hostname: string;
}

/** Where the first request of a store goes, which is not answered. */
async function hostOf(clientConfig: object, table = 'kv-store'): Promise<string | undefined> {
  const sent: Sent[] = [];
  const requestHandler = {
    handle(request: Sent) {
      sent.push(request);
      return Promise.reject(new Error('nothing is sent'));
    },
  };
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret', accountId: '123456789012' };
  const opening = createKvStore({
    driver: 'dynamodb',
    table,
    region: 'eu-west-1',
    credentials,
    clientConfig: { maxAttempts: 1, requestHandler, ...clientConfig },
  });
  await expect(opening).rejects.toMatchObject({ operation: 'open' });
  return sent[0]?.hostname;
}

it('the account has an endpoint of its own, unless that is switched off', async () => {
  expect(await hostOf({})).toBe('123456789012.ddb.eu-west-1.amazonaws.com');
  expect(await hostOf({ accountIdEndpointMode: 'disabled' })).toBe('dynamodb.eu-west-1.amazonaws.com');
});

it('so has the account that the ARN of the table names', async () => {
  const arn = 'arn:aws:dynamodb:eu-west-1:999999999999:table/kv-store';
  expect(await hostOf({}, arn)).toBe('999999999999.ddb.eu-west-1.amazonaws.com');
});
