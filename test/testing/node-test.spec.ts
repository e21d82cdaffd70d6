import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

// The suite outside of jest, on the package as it is built.

const root = resolve(__dirname, '../..');

function run(env: NodeJS.ProcessEnv) {
  // What node tells of itself is for its parent's reporter, if it knows of one.
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--test', '--test-reporter=tap', join(__dirname, 'node-test-driver.mjs')],
    { cwd: root, env: { ...inherited, ...env }, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  const count = (what: string) => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(stdout)?.[1]);
  return { status, passed: count('pass'), failed: count('fail'), stdout };
}

describe('the suite under node:test', () => {
  jest.setTimeout(120_000);

  it('passes a driver that is right', () => {
    const { status, passed, failed } = run({});
    expect({ status, failed }).toEqual({ status: 0, failed: 0 });
    expect(passed).toBeGreaterThan(800);
  });

  it('fails one that is broken, by the name of the topic', () => {
    const { status, failed, stdout } = run({ BROKEN: 'yes' });
    expect(status).not.toBe(0);
    expect(failed).toBeGreaterThan(10);
    expect(stdout).toMatch(/not ok \d+ - conditions/);
  });
});
