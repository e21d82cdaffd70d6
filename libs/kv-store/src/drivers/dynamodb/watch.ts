import type { DynamoDBClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-dynamodb';

import { nameOf } from '../../core/kv-error.js';
import { follow } from './left-open.js';
import { tellThrottled } from './telling.js';
import { verdictOf } from './verdict.js';

/** Of the SDK's steps from a request to its answer, what one is given and gives. */
interface Sending {
  input: ServiceInputTypes;
  request: unknown;
}
type Send = (args: Sending) => Promise<{ response: unknown; output: ServiceOutputTypes }>;

/**
 * Watches each attempt of each request, below the SDK's retries, which tell of the last alone. For clients that we
 * made, since it changes them.
 */
export function watchAttempts(client: DynamoDBClient): void {
  const refresh = refresher(client);
  client.middlewareStack.addRelativeTo(
    (next: Send, { commandName }: { commandName?: string }) =>
      async (args: Sending) => {
        try {
          const result = await next(args);
          if (isEmpty(result.response)) throw emptyAnswer();
          return result;
        } catch (error) {
          follow(error, args.input, verdictOf(error) === 'unknown');
          refresh(error);
          tellThrottled(error, args.input, commandName);
          throw error;
        }
      },
    { name: 'kvStoreWatch', relation: 'after', toMiddleware: 'retryMiddleware' },
  );
}

/** DynamoDB says `{}` at least. The SDK takes nothing for that, and so for an entry that is missing. */
function isEmpty(response: unknown): boolean {
  const { headers } = response as { headers?: Record<string, string> };
  return headers?.['content-length'] === '0';
}

function emptyAnswer(): Error {
  return Object.assign(new Error('the answer was empty'), { name: 'EmptyAnswerError' });
}

/** The SDK asks a function that gives credentials without `expiration` once, and never again. */
const outdated: ReadonlySet<string> = new Set([
  'ExpiredTokenException',
  'ExpiredToken',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
]);

/** Milliseconds between two times that credentials are asked for because AWS refused those that we have. */
const pause = 1_000;

function refresher({ config }: DynamoDBClient): (error: unknown) => void {
  let last = -Infinity;
  return (error) => {
    const now = performance.now();
    if (!outdated.has(nameOf(error)) || now - last < pause) return;
    last = now;
    config.credentials({ forceRefresh: true }).catch(() => {
      // Who asks for them next hears of it.
    });
  };
}
