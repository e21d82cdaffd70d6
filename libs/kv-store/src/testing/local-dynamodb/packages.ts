import { createRequire } from 'node:module';
import { join } from 'node:path';

/** An optional package as it was found: where it is, and how to load from where it was found. */
export interface FoundPackage {
  /** The file that `require` would load. */
  main: string;
  require: NodeJS.Require;
}

/**
 * Looks where the program runs, then where this library is: with npm's links and workspaces the two differ.
 * `require` and not `import`, whose promise no program that runs as CommonJS keeps for a path found at run time.
 */
export function findPackage(name: string): FoundPackage | undefined {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    const require = createRequire(from);
    try {
      return { main: require.resolve(name), require };
    } catch {
      // Not from here.
    }
  }
  return undefined;
}
