// What is asked of contestants: an operation, by so many callers at once, on values of so many bytes.

const load = (operation, inFlight, { valueBytes = 200, keysPerCall = 1 } = {}) => ({
  operation,
  inFlight,
  valueBytes,
  keysPerCall,
});

/** The busiest first, which warms up what the others need, too. */
export const loads = [
  ...['get', 'set'].flatMap((operation) => [1_000, 256, 64, 1].map((inFlight) => load(operation, inFlight))),
  load('set with ttl', 256),
  load('90/10', 256),
  load('hot key', 256),
  load('getMany', 4, { keysPerCall: 100 }),
  ...[4_096, 102_400].flatMap((valueBytes) =>
    ['get', 'set'].map((operation) => load(operation, 64, { valueBytes })),
  ),
];

/** One of each kind. */
export const quickLoads = loads.filter(
  ({ inFlight, valueBytes }) => valueBytes === 200 && (inFlight === 256 || inFlight === 4),
);

/** As people call it: `get@256`, or `get@64x4096` where values are longer than most. */
export function shortName({ operation, inFlight, valueBytes }) {
  const name = `${operation.replaceAll(' ', '-')}@${inFlight}`;
  return valueBytes === 200 ? name : `${name}x${valueBytes}`;
}

/** By its name, or the part of it before the number, which means several. */
export function isCalled(name, load) {
  const short = shortName(load);
  return name === short || short.startsWith(`${name}@`);
}

/**
 * How many keys each caller asks for at a time, or undefined where the contestant has no part in this load. One with
 * `batches` has as many full ones as come nearest to what is in flight.
 */
export function sizesOf({ batches, without = [] }, { operation, inFlight, keysPerCall }) {
  if (without.includes(operation)) return undefined;
  if (!batches || keysPerCall > 1) return Array.from({ length: inFlight }, () => keysPerCall);
  const most = batches[operation];
  if (!most || inFlight === 1) return undefined;
  const size = Math.min(most, inFlight);
  return Array.from({ length: Math.round(inFlight / size) }, () => size);
}
