import { Ears } from './ears.js';
import { Recording } from './recording.js';

/** What is recorded at the moment, and who listens. */
export let current: { readonly recording: Recording; readonly ears: Ears } | undefined;

/** Does `work`, and gives all that left the product meanwhile. */
export async function record(work: (recording: Recording) => Promise<void>): Promise<Recording> {
  const recording = new Recording();
  const ears = await Ears.open(recording);
  current = { recording, ears };
  try {
    await work(recording);
  } finally {
    current = undefined;
    await ears.close();
  }
  return recording;
}
