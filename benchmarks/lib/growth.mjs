// What grows with the calls of one contestant, and should not.
import { median, round } from './statistics.mjs';

const valueBytes = 200;
const inFlight = [64, 256, 1_000];
const rounds = 7;
/** After how many calls the heap is looked at. By the first all is compiled, and all that is kept for later is there. */
const looks = [100_000, 500_000, 1_000_000];
const thousand = (number) => number.toLocaleString('en');

export const heads = [
  ...inFlight.map((number) => `CPU µs, ${thousand(number)} in flight`),
  `${thousand(inFlight.at(-1))} / ${inFlight[0]}`,
  ...looks.map((calls) => `MB of heap after ${thousand(calls)} calls`),
  'last / first',
  'requests of 1,000 gets of one key',
];

/** The cells under `heads`. */
export async function growthOf(child, server) {
  await child.ask('fill', valueBytes, 2_000);
  const cpu = await cpuByNumber(child);
  const requests = await requestsOfOneKey(child, server);
  const heap = await heapByCalls(child);
  return [
    ...cpu.map((microseconds) => round(microseconds)),
    round(cpu.at(-1) / cpu[0]),
    ...heap.map((bytes) => round(bytes / 2 ** 20)),
    round(heap.at(-1) / heap[0]),
    requests,
  ];
}

function block(child, milliseconds, callers, operation = '90/10') {
  const sizes = Array.from({ length: callers }, () => 1);
  return child.ask('measure', { operation, valueBytes, sizes, milliseconds });
}

/** In turn, so that what the machine does meanwhile hits all alike. */
async function cpuByNumber(child) {
  for (const callers of inFlight) await block(child, 2_000, callers);
  const samples = inFlight.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, callers] of inFlight.entries())
      samples[index].push((await block(child, 300, callers)).cpu);
  }
  return samples.map(median);
}

async function heapByCalls(child) {
  const heap = [];
  let calls = 0;
  for (const look of looks) {
    while (calls < look) calls += (await block(child, 200, 256)).operations;
    heap.push(await child.ask('heap'));
  }
  return heap;
}

async function requestsOfOneKey(child, { requests }) {
  if (!requests) return '';
  const before = await requests();
  await child.ask('readTogether', valueBytes, 1_000);
  return round((await requests()) - before, 0);
}
