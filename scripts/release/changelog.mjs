import { refuse } from './refusal.mjs';

const heading = /^## .*$/gm;

/** CHANGELOG.md with its section `## x.y.z (unreleased)` given to `version`, and the notes that stand in it. */
export function releasedChangelog(text, version, date) {
  const headings = [...text.matchAll(heading)];
  const [first, second] = headings;
  if (first === undefined || !/\(unreleased\)$/.test(first[0])) {
    return refuse(
      "CHANGELOG.md does not begin with a section '## x.y.z (unreleased)': say what is new for users.",
    );
  }
  const begin = first.index + first[0].length;
  const notes = text.slice(begin, second?.index).trim();
  if (notes === '') return refuse(`'${first[0]}' of CHANGELOG.md is empty: say what is new for users.`);
  return { text: `${text.slice(0, first.index)}## ${version} (${date})${text.slice(begin)}`, notes };
}
