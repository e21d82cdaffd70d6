export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

/** The ratios of the rounds, for two contestants of one round saw the same machine. */
export function ratios(samples, others, of) {
  return samples.map((sample, index) => of(sample) / of(others[index]));
}

/** The median of those. */
export const ratio = (samples, others, of) => median(ratios(samples, others, of));

/** The median of numbers, and between which values they lay. */
export function summary(numbers, digits) {
  return {
    median: round(median(numbers), digits),
    spread: `${round(Math.min(...numbers), digits)} to ${round(Math.max(...numbers), digits)}`,
  };
}

/** To three digits that count, or `digits` after the point. */
export function round(number, digits = number >= 100 ? 0 : number >= 10 ? 1 : number >= 1 ? 2 : 3) {
  return number.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
