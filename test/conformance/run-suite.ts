import { setTimeout as pause } from 'node:timers/promises';

import { describeKvDriver, type KvDriverSuite, type KvTestRunner } from 'nestjs-kv-store/testing';

interface Group {
  readonly title: string;
  readonly before: Work[];
  readonly after: Work[];
  readonly tests: { readonly title: string; readonly work: Work }[];
  readonly groups: Group[];
}

type Work = () => Promise<void>;

/** What the tests of a suite came to, by their titles. */
export interface Report {
  readonly passed: string[];
  readonly failed: string[];
}

/**
 * Runs those tests of the suite whose titles match, and gives what came of them instead of failing itself.
 *
 * @param patience Milliseconds that a test may take: what a broken driver makes hang counts as failed.
 */
export async function runSuite(
  suite: Omit<KvDriverSuite, 'runner'>,
  which: RegExp,
  patience = 10_000,
): Promise<Report> {
  const root = newGroup('');
  let current = root;
  const runner: KvTestRunner = {
    describe(title, tests) {
      const outer = current;
      current = newGroup(`${outer.title}${title} > `);
      outer.groups.push(current);
      tests();
      current = outer;
    },
    it: (title, work) => current.tests.push({ title: `${current.title}${title}`, work }),
    beforeAll: (work) => current.before.push(work),
    afterAll: (work) => current.after.push(work),
  };
  describeKvDriver({ ...suite, runner });
  const report: Report = { passed: [], failed: [] };
  await runGroup(root, { which, patience }, report);
  return report;
}

function newGroup(title: string): Group {
  return { title, before: [], after: [], tests: [], groups: [] };
}

interface Terms {
  readonly which: RegExp;
  readonly patience: number;
}

async function runGroup(group: Group, terms: Terms, report: Report): Promise<void> {
  const { which, patience } = terms;
  if (!titlesIn(group).some((title) => which.test(title))) return;
  const ready = await succeeds(group.before, patience);
  for (const { title, work } of group.tests) {
    if (!which.test(title)) continue;
    const passed = ready && (await succeeds([work], patience));
    (passed ? report.passed : report.failed).push(title);
  }
  for (const inner of group.groups) await runGroup(inner, terms, report);
  await succeeds(group.after, patience);
}

function titlesIn({ tests, groups }: Group): string[] {
  return [...tests.map(({ title }) => title), ...groups.flatMap(titlesIn)];
}

async function succeeds(works: readonly Work[], patience: number): Promise<boolean> {
  const abandoned = new AbortController();
  const { signal } = abandoned;
  try {
    const late = pause(patience, false, { signal }).catch(() => false);
    const done = (async () => {
      for (const work of works) await work();
      return true;
    })();
    return await Promise.race([done, late]);
  } catch {
    return false;
  } finally {
    abandoned.abort();
  }
}
