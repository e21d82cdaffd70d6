export const isShort = process.env['FAULTS'] === 'short';

/** How many of what is tried at random: all by `npm run test:faults`, a tenth with `FAULTS=short`, as in CI. */
export function amount(full: number): number {
  return isShort ? Math.ceil(full / 10) : full;
}
