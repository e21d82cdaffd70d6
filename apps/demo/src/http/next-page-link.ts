/** A Link header by RFC 8288, relative to where the request went. */
export function nextPageLink(path: string, query: Readonly<Record<string, string | number>>): string {
  const parameters = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return `<${path}?${parameters.toString()}>; rel="next"`;
}
