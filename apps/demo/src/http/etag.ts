import type { KvVersion } from 'nestjs-kv-store';

/** What `If-Match` asks for: any entry, or one of these versions. */
export type VersionMatch = '*' | readonly KvVersion[];

/** A strong ETag. Encoded, since quotes, commas and what is not ASCII have no place in one. */
export function etagOf(version: KvVersion): string {
  return `"${encodeURIComponent(version)}"`;
}

/**
 * Reads an `If-Match` by RFC 9110; undefined where it is malformed. Weak tags match nothing there, and tags that
 * are none of ours no version, so both are left out.
 */
export function parseIfMatch(header: string): VersionMatch | undefined {
  if (header.trim() === '*') return '*';
  return entityTags(header)
    ?.map(versionOf)
    .filter((version) => version !== undefined);
}

const entityTag = /(W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

/** A list may have empty elements, and a tag a comma. */
function entityTags(header: string): string[] | undefined {
  const rest = header.replace(entityTag, '""').split(',');
  const isList = rest.every((element) => ['', '""'].includes(element.trim()));
  return isList ? (header.match(entityTag) ?? undefined) : undefined;
}

function versionOf(tag: string): KvVersion | undefined {
  try {
    const version = decodeURIComponent(tag.slice(1, -1));
    return version !== '' && etagOf(version) === tag ? version : undefined;
  } catch {
    return undefined;
  }
}
