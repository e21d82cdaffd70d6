import type { KvDriverCall } from '../../core/kv-driver.js';
import type { Abort } from './abort.js';
import { classify } from './classify.js';

/** Where who counts a request's attempts travels: with the command's input, as its signal does. */
const ours = Symbol('who counts for nestjs-kv-store');

interface Carrying {
  [ours]?: KvDriverCall['report'];
}

/** Lets `watchAttempts` find who wants to know of a command: only it sees what the SDK sends again. */
export function telling(abort: Abort): Abort {
  return (command, call) => {
    // Not to be seen by a logger of the user's.
    if (call.report) Object.defineProperty(command.input, ours, { value: call.report, configurable: true });
    return abort(command, call);
  };
}

/** Tells of an attempt that failed, where DynamoDB refused it as too much. */
export function tellThrottled(error: unknown, input: object, commandName = ''): void {
  const report = (input as Carrying)[ours];
  if (!report || classify(error).code !== 'THROTTLED') return;
  report({
    type: 'throttled',
    operation: /^(BatchWrite|Put|Update|Delete|Create)/.test(commandName) ? 'write' : 'read',
  });
}
