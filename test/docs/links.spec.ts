import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { documents, root, textOf } from './blocks/documents.js';

// Every link within the repository leads to a file that is there, and to a heading in it.

const withoutCode = (text: string) => text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, 'code');

/** The names that GitHub and npm give to headings, and those that the text gives. */
function anchorsOf(text: string): Set<string> {
  const prose = text.replace(/^```.*?^```$/gms, '');
  const seen = new Map<string, number>();
  const headings = [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times ? `${slug}-${times}` : slug;
  });
  const named = [...prose.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id);
  return new Set([...headings, ...named]);
}

function deadLinksOf(document: string, text = textOf(document)): string[] {
  const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? document : join(dirname(document), path);
    if (path !== '' && !existsSync(join(root, file))) return true;
    const there = path === '' ? text : anchor && readFileSync(join(root, file), 'utf8');
    return anchor !== undefined && !anchorsOf(there ?? '').has(anchor);
  });
}

describe('the links of the documentation', () => {
  it.each(documents)('of %s lead somewhere', (document) => {
    expect(deadLinksOf(document)).toEqual([]);
  });

  it('lead from the index of guides to every guide', () => {
    const index = textOf('docs/guides/README.md');
    const guides = documents.filter((path) => /^docs\/guides\/.+(?<!README)\.md$/.test(path));
    const missing = guides.filter((path) => !index.includes(`](${path.slice('docs/guides/'.length)})`));
    expect(missing).toEqual([]);
  });

  it('would be found dead', () => {
    const text = [
      '# Of `it` & me\n## Twice\n## Twice',
      '[a](#of-it--me) [b](#twice-1) [c](design.md#the-picture) [d](https://nowhere.example)',
      '[e](#twice-2) [f](nowhere.md) [g](design.md#nowhere) ![h](nowhere.svg)',
    ].join('\n\n');
    expect(deadLinksOf('docs/broken.md', text)).toEqual([
      '#twice-2',
      'nowhere.md',
      'design.md#nowhere',
      'nowhere.svg',
    ]);
  });
});
