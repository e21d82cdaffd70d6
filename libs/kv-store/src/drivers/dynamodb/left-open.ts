const errors = new WeakSet<object>();
/** What was sent by attempts of which nobody knows what came. */
const inputs = new WeakSet<object>();
/** The errors of attempts of which those before are known, too. */
const followed = new WeakSet<object>();

/** Notes that nobody knows whether the change that failed with `error` was made. */
export function leaveOpen(error: unknown): void {
  if (isObject(error)) errors.add(error);
}

export function isLeftOpen(error: unknown): boolean {
  return isObject(error) && errors.has(error);
}

/** Notes how one of several attempts to send `input` failed: once it is unknown what one has done, it stays so. */
export function follow(error: unknown, input: object, isUnknown: boolean): void {
  if (!isObject(error)) return;
  if (isUnknown) inputs.add(input);
  if (inputs.has(input)) errors.add(error);
  followed.add(error);
}

/** Whether nobody knows what became of an attempt to send `input`, though another was answered. */
export function isOpenStill(input: object): boolean {
  return inputs.has(input);
}

export function isFollowed(error: unknown): boolean {
  return isObject(error) && followed.has(error);
}

function isObject(error: unknown): error is object {
  return typeof error === 'object' && error !== null;
}
