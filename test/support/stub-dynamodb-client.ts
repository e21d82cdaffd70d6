import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';

/** Stands in for the SDK's client, for what DynamoDB Local cannot be made to do. Its table is 'kv-table'. */
export class StubClient {
  readonly sent: unknown[] = [];
  /** Of each request. */
  readonly signals: (AbortSignal | undefined)[] = [];
  readonly items = new Map<string, Record<string, unknown>>();
  readonly config = { region: () => Promise.resolve('stub-1') };
  /** Says how a command is answered in place of the table below, by giving something or throwing. */
  interfere: (command: unknown) => unknown = () => undefined;

  send(command: unknown, options?: { abortSignal?: AbortSignal }): Promise<unknown> {
    this.sent.push(command);
    this.signals.push(options?.abortSignal);
    return new Promise((resolve) => {
      resolve(this.interfere(command) ?? this.answer(command));
    });
  }

  count(kind: new (...args: never[]) => unknown): number {
    return this.sent.filter((command) => command instanceof kind).length;
  }

  answer(command: unknown): unknown {
    if (command instanceof DescribeTableCommand) {
      const KeySchema = [{ AttributeName: 'pk', KeyType: 'HASH' }];
      const AttributeDefinitions = [{ AttributeName: 'pk', AttributeType: 'S' }];
      return { Table: { TableStatus: 'ACTIVE', KeySchema, AttributeDefinitions } };
    }
    if (command instanceof GetItemCommand) return { Item: this.items.get(keyOf(command.input.Key)) };
    if (command instanceof PutItemCommand) return this.put(command.input.Item);
    if (command instanceof DeleteItemCommand) {
      this.items.delete(keyOf(command.input.Key));
      return {};
    }
    if (command instanceof BatchGetItemCommand) {
      const keys = command.input.RequestItems?.['kv-table']?.Keys ?? [];
      return { Responses: { 'kv-table': keys.map((key) => this.items.get(keyOf(key))).filter(Boolean) } };
    }
    if (command instanceof BatchWriteItemCommand) {
      for (const { PutRequest, DeleteRequest } of command.input.RequestItems?.['kv-table'] ?? []) {
        if (PutRequest) this.put(PutRequest.Item);
        else this.items.delete(keyOf(DeleteRequest?.Key));
      }
      return {};
    }
    throw new Error('unexpected command');
  }

  put(item: Record<string, unknown> = {}): object {
    this.items.set(keyOf(item), item);
    return {};
  }
}

export function keyOf(item: Record<string, unknown> | undefined): string {
  return (item?.['pk'] as { S: string }).S;
}

export function awsError(name: string, status = 400): DynamoDBServiceException {
  return new DynamoDBServiceException({
    name,
    message: 'quoting secret-key and secret-value',
    $fault: status < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode: status, requestId: 'request-1' },
  });
}
