// Whether what was seen is flat, right and in time.
import { median } from '../../benchmarks/lib/statistics.mjs';
import { isQuiet } from './schedule.mjs';

/** How much more the last third may have than the first, once warmed up: times that, and so much beside. */
export const bounds = {
  heap: { times: 1.15, more: 4, unit: 'MB', of: ({ heap }) => heap },
  resources: { times: 1, more: 3, unit: '', of: ({ resources }) => sum(resources) },
  sockets: { times: 1, more: 2, unit: '', of: ({ resources }) => resources.TCPSocketWrap ?? 0 },
  // Of what else this machine does meanwhile a part is in here.
  p50: { times: 1.5, more: 3, unit: 'ms', of: ({ p50 }) => p50 },
  p99: { times: 2, more: 50, unit: 'ms', of: ({ p99 }) => p99 },
};

/** Connections that a client keeps for later, as many as it ever needed at once: they come and go with faults. */
export const pools = { dynamodb: 50 };

const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);

/** What each bound compares: medians of quiet seconds in the first and the last third. */
export function grown({ driver, samples }, schedule) {
  const counted = samples.filter(({ at }) => at > schedule.warmUp);
  const third = (schedule.seconds - schedule.warmUp) / 3;
  const quiet = counted.filter(({ at }) => isQuiet(schedule, at));
  const first = quiet.filter(({ at }) => at < schedule.warmUp + third);
  const last = quiet.filter(({ at }) => at >= schedule.seconds - third);
  return Object.entries(bounds).map(([name, { times, more, unit, of }]) => {
    const [early, late] = [first, last].map((those) => median(those.map(of)));
    return {
      name,
      unit,
      early,
      late,
      isFlat: late <= early * times + more + (unit ? 0 : (pools[driver] ?? 0)),
    };
  });
}

/** What is wrong, in sentences. */
export function faultsOf({ driver, samples, seen, exit }, schedule) {
  if (!seen) return [`${driver}: its process ended before its time: ${exit}`];
  const grew = grown({ driver, samples }, schedule).filter(({ isFlat }) => !isFlat);
  const { late, wrong, wrongs, calls } = seen;
  return [
    ...grew.map(({ name, early, late }) => `${driver}: ${name} grew from ${early} to ${late}`),
    ...Object.entries(late).map(
      ([name, count]) => `${driver}: ${count} of '${name}' ended long after their deadline`,
    ),
    ...(wrongs > 0 ? [`${driver}: ${wrongs} answers were wrong: ${wrong.join('; ')}`] : []),
    ...(calls === 0 ? [`${driver}: no call was made`] : []),
    ...(exit === 'by itself' ? [] : [`${driver}: its process did not end by itself: ${exit}`]),
  ];
}
