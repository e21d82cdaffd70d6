import { KvFault } from 'nestjs-kv-store';

/** Not by the signal's own reason: that may be anything, so that `classify` could not tell what it means. */
export function giveUpIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new KvFault('ABORTED', 'the call was given up.');
}
