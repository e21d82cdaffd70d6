export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

/** The median of what `of` picks from the samples, and between which values it lay. */
export function summary(samples, of, digits) {
  const numbers = samples.map(of);
  return {
    median: round(median(numbers), digits),
    spread: `${round(Math.min(...numbers), digits)} to ${round(Math.max(...numbers), digits)}`,
  };
}

/** The median of the ratios of the rounds, for two contestants of one round saw the same machine. */
export function ratio(samples, others, of) {
  return median(samples.map((sample, index) => of(sample) / of(others[index])));
}

/** To three digits that count, or `digits` after the point. */
export function round(number, digits = number >= 100 ? 0 : number >= 10 ? 1 : 2) {
  return number.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
