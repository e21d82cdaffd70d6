// Where somebody else is ahead, in words.
import { shortName } from './loads.mjs';
import { ratio, round } from './statistics.mjs';
import { ours } from './table.mjs';

/** Less than that is noise. */
const ahead = 1.05;

/** A line for each contestant that is not of ours: where it made more calls a second than `nestjs-kv-store`. */
export function rivals(results, contestants) {
  return contestants
    .filter(({ name, isRival = true }) => isRival && !name.startsWith(ours))
    .map(({ name }) => {
      const theirs = results.filter((result) => result.contestant === name);
      const wins = theirs.flatMap(({ load, samples }) => {
        const own = results.find((result) => result.load === load && result.contestant === ours);
        const times = own ? ratio(samples, own.samples, ({ perSecond }) => perSecond) : 0;
        return times > ahead ? [`${shortName(load)} (${round(times)} times)`] : [];
      });
      return wins.length > 0
        ? `- **${name}** is faster at ${wins.join(', ')}.`
        : `- ${name} is faster nowhere.`;
    })
    .join('\n');
}
