import { join } from 'node:path';

import { Installation } from './installation.js';

/** Installs these versions of TypeScript, and says where each is. */
export async function compilers(
  folder: string,
  ...versions: readonly string[]
): Promise<Map<string, string>> {
  const packages = versions.map((version) => [`typescript-${version}`, `npm:typescript@${version}`] as const);
  await new Installation(folder).install(Object.fromEntries(packages));
  return new Map(
    versions.map((version) => [version, join(folder, `node_modules/typescript-${version}/bin/tsc`)]),
  );
}
