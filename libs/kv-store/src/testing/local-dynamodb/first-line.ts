/** The first line that says something of its own: Java's first ones may be about its settings. */
export function firstLine(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const line = lines.find((one) => one !== '' && !/^(Picked up |WARNING: )/.test(one));
  return line === undefined ? 'it printed no error' : `"${line.slice(0, 300)}"`;
}
