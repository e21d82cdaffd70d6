export const plainName = /^[A-Za-z_$][\w$-]{0,63}$/;

/** Steps that are told: no more help to find it. */
const mostSteps = 12;

/**
 * A place in a value, for messages: `.address.lines[2]`. Names that look like data, as of an index by email address,
 * are not told.
 */
export function pathOf(steps: readonly PropertyKey[]): string {
  const place = steps.slice(0, mostSteps).map(stepOf).join('');
  return steps.length > mostSteps ? `${place}…` : place;
}

function stepOf(step: PropertyKey): string {
  if (typeof step === 'number' || /^\d{1,9}$/.test(String(step))) return `[${String(step)}]`;
  return typeof step === 'string' && plainName.test(step) ? `.${step}` : '[…]';
}
