import { setTimeout as delay } from 'node:timers/promises';

import type { Accident } from '../support/dropping-proxy.js';

type Decide = (operation: string) => Accident | undefined;

const refused = (name: string): Accident => ({ done: false, answer: { status: 400, name } });

interface BatchAnswer {
  readonly Responses?: Record<string, { pk: unknown }[]>;
}

/** Takes half of what a batch has read out of its answer, as DynamoDB leaves what it has no capacity for. */
const half: Accident = {
  passes: true,
  rewrite(answer) {
    const [[table, items] = ['', []]] = Object.entries((answer as BatchAnswer).Responses ?? {});
    const done = items.slice(0, Math.ceil(items.length / 2));
    const left = items.slice(done.length).map(({ pk }) => ({ pk }));
    return {
      ...answer,
      Responses: { [table]: done },
      ...(left.length > 0 && { UnprocessedKeys: { [table]: { Keys: left } } }),
    };
  },
};

/** Its answer comes late. */
const late: Accident = { passes: true, meanwhile: () => delay(1_500) };

/** A table that is slow, too small and full, with a policy that forbids to list it: but it answers. */
export function unwell(): Decide {
  let batches = 0;
  const byOperation: Readonly<Record<string, () => Accident | undefined>> = {
    PutItem: () => refused('ProvisionedThroughputExceededException'),
    BatchWriteItem: () => refused('ThrottlingException'),
    UpdateItem: () => refused('ItemCollectionSizeLimitExceededException'),
    Scan: () => refused('AccessDeniedException'),
    // Of three, for every second one may read nothing but what is not there.
    BatchGetItem: () => [late, half, half][(batches += 1) % 3],
  };
  return (operation) => byOperation[operation]?.();
}

/** A table that nobody reaches. */
export const away: Decide = () => ({ done: false });
