import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

// A conditional change must not be sent again when its answer is lost: the second time, what the first has done makes
// the condition fail, or is done twice. These commands leave out the AWS SDK's retries, whosever the client is.
// Each is a class, since a client with `cacheMiddleware` resolves the middleware once for each class.

type Resolve = PutItemCommand['resolveMiddleware'];
type Stack = Parameters<Resolve>[0];

export class PutItemOnce extends PutItemCommand {
  override resolveMiddleware(...[stack, config, options]: Parameters<Resolve>): ReturnType<Resolve> {
    return super.resolveMiddleware(withoutRetries(stack), config, options);
  }
}

type ResolveUpdate = UpdateItemCommand['resolveMiddleware'];

export class UpdateItemOnce extends UpdateItemCommand {
  override resolveMiddleware(
    ...[stack, config, options]: Parameters<ResolveUpdate>
  ): ReturnType<ResolveUpdate> {
    return super.resolveMiddleware(withoutRetries(stack), config, options);
  }
}

type ResolveDelete = DeleteItemCommand['resolveMiddleware'];

export class DeleteItemOnce extends DeleteItemCommand {
  override resolveMiddleware(
    ...[stack, config, options]: Parameters<ResolveDelete>
  ): ReturnType<ResolveDelete> {
    return super.resolveMiddleware(withoutRetries(stack), config, options);
  }
}

/** The client's own stack stays as it is. Signing has its place after 'retryMiddleware', so one that retries nothing stands in. */
function withoutRetries(stack: Stack): Stack {
  const copy = stack.clone();
  copy.removeByTag('RETRY');
  copy.add((next) => (args) => next(args), {
    name: 'retryMiddleware',
    step: 'finalizeRequest',
    priority: 'high',
    override: true,
  });
  return copy;
}
