import { isAtomic } from './server-version.js';

it.each(['2.9.10', '2.9.20', '2.8.4', '1.99.99', '2.9.20-RC.1'])(
  'conditional changes of several replicas are not atomic on %s, of one they are',
  (version) => {
    expect(isAtomic(3, version)).toBe(false);
    expect(isAtomic(1, version)).toBe(true);
  },
);

it.each(['2.9.21', '2.9.25', '2.10.0', '2.10.27', '2.15.1', '3.0.0', '2.12.0-RC.1', 'dev', undefined])(
  'conditional changes of several replicas are atomic on %s',
  (version) => {
    expect(isAtomic(3, version)).toBe(true);
  },
);
