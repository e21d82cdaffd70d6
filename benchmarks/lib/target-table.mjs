// The targets, and what came of them.
import { shortName } from './loads.mjs';
import { median, ratios, round, summary } from './statistics.mjs';
import { markdown, ours, withSpread } from './table.mjs';

const figures = { cpu: 'CPU', perSecond: 'speed' };

/** `results` by the name of their back end. Targets for which nothing was measured are left out. */
export function targetTable(targets, results) {
  const rows = targets.flatMap((target) => {
    const measured = ratiosOf(target, results[target.backend] ?? []);
    if (!measured) return [];
    const { backend, load, figure, against, whose = ours, atMost, atLeast } = target;
    const middle = median(measured);
    const isMet = atMost === undefined ? middle >= atLeast : middle <= atMost;
    return [
      [
        backend,
        load,
        `${figures[figure]} of ${whose} / of ${against}`,
        atMost === undefined ? `at least ${round(atLeast)}` : `at most ${round(atMost)}`,
        withSpread(summary(measured)),
        isMet ? 'met' : '**missed**',
      ],
    ];
  });
  return rows.length > 0
    ? markdown(['- back end', '- load', '- ratio', 'wanted', 'measured', '- target'], rows)
    : '';
}

function ratiosOf({ load, figure, against, whose = ours }, results) {
  const samplesOf = (name) =>
    results.find((result) => result.contestant === name && shortName(result.load) === load)?.samples;
  const [own, theirs] = [samplesOf(whose), samplesOf(against)];
  return own && theirs && ratios(own, theirs, (sample) => sample[figure]);
}
