import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');

// Minutes: too short to see a slow leak, long enough to see that the soak itself works.
it('a soak of twenty seconds is flat, and every process of it ends by itself', () => {
  const program = join(root, 'test/soak/soak.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, '--minutes', '0.34'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
  // All five, and something did go wrong.
  expect(stdout.match(/^\| (redis|nats|dynamodb|lmdb|memory) .*\| by itself/gm)).toHaveLength(5);
  expect(stdout).toMatch(/UNAVAILABLE \d+/);
}, 120_000);
