const plainName = /^[A-Za-z_$][\w$]*$/;

/** Steps that are told: no more help to find it. */
const mostSteps = 12;

/** A place in a value: `.address.lines[2]`, `.byEmail["ada@example.org"]`. Not for messages: such names are data. */
export function pathOf(steps: readonly PropertyKey[]): string {
  const place = steps.slice(0, mostSteps).map(stepOf).join('');
  return steps.length > mostSteps ? `${place}…` : place;
}

function stepOf(step: PropertyKey): string {
  if (typeof step === 'number') return `[${String(step)}]`;
  const name = String(step);
  return plainName.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** For the end of a message, where there is a place to be told. */
export function hintAt(place: string): string {
  return place && "; 'place' on this error says where";
}
