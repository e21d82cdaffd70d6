/** Milliseconds, the same in all processes of this machine, as `performance.now()` is not. */
export const clock = () => Number(process.hrtime.bigint()) / 1_000_000;
