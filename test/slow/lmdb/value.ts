/** A text that tells, to the last character, whether it is whole. */
export function valueOf(number: number, length: number): string {
  return `${number}:`.repeat(length).slice(0, length) + `#${number}`;
}
